//! The catalogue as a few hundred kilobytes inside the page: written by `cargo xtask catalog`, read here.
//!
//! Two files, by licence: `facts.bin` (permissive sources and plain facts) and `benchmarks-cc-by-sa.bin` (the
//! columns that come from Spare Cores, under CC BY-SA 4.0). Writer and reader of each part stand side by side.
//!
//! | part | module | idea |
//! | --- | --- | --- |
//! | tables | `column`, `tables`, `rows` | one column after the other; text by dictionary, numbers as fixed point |
//! | prices | `prices`, `predict` | whole millionths of a dollar, as the error of a guess from a sibling type |
//! | names | `name` | `m7g.2xlarge` is line `m7g.*` and size `2xlarge` |

mod bytes;
pub(crate) mod column;
mod name;
mod predict;
mod prices;
mod read;
pub(crate) mod rows;
pub(crate) mod tables;
mod write;

pub(crate) use read::read;
pub use write::{Packed, Sources, pack};

/// A file that is not what this version of the program wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The first bytes are not those of a catalogue file.
    #[error("{file} is not a catalogue file of this version; run `cargo xtask catalog`")]
    Magic {
        /// Which of the files.
        file: &'static str,
    },
    /// The file ends early or says impossible things.
    #[error("{file} is damaged; run `cargo xtask catalog`")]
    Damaged {
        /// Which of the files.
        file: &'static str,
    },
    /// A source table lacks a column.
    #[error("the table has no column {column}; the sources' headers changed")]
    Column {
        /// The missing name.
        column: String,
    },
    /// A source cell is no decimal number, or has too many digits to be kept exactly.
    #[error("“{cell}” in column {column} is no number that can be kept exactly")]
    Number {
        /// The column.
        column: String,
        /// The cell.
        cell: String,
    },
    /// A price of a type or an interruption in a place that the other tables do not know.
    #[error("{key} is in {table} but not in instances.csv")]
    Stray {
        /// The table.
        table: &'static str,
        /// The key.
        key: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: &[u8] = include_bytes!("../../data/facts.bin");
    const SHARE_ALIKE: &[u8] = include_bytes!("../../data/benchmarks-cc-by-sa.bin");

    #[test]
    fn a_cut_or_foreign_file_is_an_error() {
        for cut in (0..FACTS.len()).step_by(FACTS.len() / 40) {
            assert!(read(&FACTS[..cut], SHARE_ALIKE, "").is_err(), "cut at {cut}");
        }
        let longer = [SHARE_ALIKE, b"x"].concat();
        assert_eq!(read(FACTS, &longer, "").err(), Some(PackError::Damaged { file: "data/benchmarks-cc-by-sa.bin" }));
        assert_eq!(read(SHARE_ALIKE, FACTS, "").err(), Some(PackError::Magic { file: "data/facts.bin" }));
    }

    #[test]
    fn restricted_rows_are_not_packed() {
        let instances = "cloud,instance_type,vcpus,memory_gib";
        let all: Vec<&str> =
            tables::INSTANCES.iter().chain(tables::INSTANCES_SHARE_ALIKE).map(|(name, _)| *name).collect();
        let columns =
            |table: &[(&'static str, tables::Form)]| table.iter().map(|(n, _)| *n).collect::<Vec<_>>().join(",");
        let fees = columns(tables::FEES)
            + "\ndatabricks,aws,,m5.large,,dbu_per_hour,0.34,DBU/h,2026,lakemeter,restricted (Databricks),\
               \nglue,aws,us-east-1,DPU,,usd_per_dpu_hour,0.44,USD,2023,PerfKit,Apache-2.0,";
        let sources = Sources {
            date: "2026-01-01",
            instances: &format!("{instances},{}", all.join(",")),
            prices: "cloud,region,instance_type",
            region_ratios: &columns(tables::RATIOS),
            fees: &fees,
            interruptions: "cloud,region,instance_type",
            storage: &columns(tables::STORAGE),
        };
        let packed = pack(&sources).expect("packs");
        let catalog = read(&packed.facts, &packed.share_alike, "").expect("reads");
        assert_eq!(catalog.fees.len(), 1);
        assert!(!packed.facts.windows(9).any(|bytes| bytes == b"lakemeter"));
    }
}
