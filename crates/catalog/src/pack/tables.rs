//! The plain tables: which columns go into which file, and how a whole table becomes bytes.

use super::PackError;
use super::bytes::{Reader, Writer};
use super::column::{Numbers, Texts};
use crate::csv::Csv;

/// How a column is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Number,
}
use Form::{Number, Text};

/// Columns of `instances.csv` that may be passed on freely. `line` and `size` stand for `instance_type`.
pub(crate) const INSTANCES: &[(&str, Form)] = &[
    ("cloud", Text),
    ("line", Text),
    ("size", Text),
    ("family", Text),
    ("category", Text),
    ("generation", Number),
    ("arch", Text),
    ("cpu_vendor", Text),
    ("cpu_clock_ghz", Number),
    ("vcpus", Number),
    ("memory_gib", Number),
    ("local_disk_count", Number),
    ("local_disk_total_gib", Number),
    ("local_disk_kind", Text),
    ("network_gbps_baseline", Number),
    ("network_gbps_burst", Number),
    ("remote_disk_mbps_baseline", Number),
    ("remote_disk_mbps_burst", Number),
    ("remote_disk_iops_baseline", Number),
    ("remote_disk_iops_burst", Number),
    ("gpu_model", Text),
    ("gpu_count", Number),
    ("gpu_memory_gib_total", Number),
    ("coremark_multi", Number),
    ("flags", Text),
    ("hw_date", Text),
    ("src_shape", Text),
    ("src_cpu", Text),
    ("src_disk", Text),
    ("src_net", Text),
    ("src_gpu", Text),
    ("src_bench", Text),
];

/// Columns of `instances.csv` under CC BY-SA 4.0. The disk counts here are those of AWS and Azure only.
pub(crate) const INSTANCES_SHARE_ALIKE: &[(&str, Form)] = &[
    ("cpu_model", Text),
    ("physical_cores", Number),
    ("threads_per_core", Number),
    ("local_disk_count", Number),
    ("cpu_score_single", Number),
    ("cpu_score_multi", Number),
    ("passmark_single", Number),
    ("passmark_multi", Number),
    ("stressng_single", Number),
    ("stressng_multi", Number),
    ("mem_read_mbps", Number),
    ("zstd1_mbps_1thread", Number),
    ("bench_date", Text),
];

/// Columns of `aws_region_ratio.csv`.
pub(crate) const RATIOS: &[(&str, Form)] = &[
    ("family", Text),
    ("region", Text),
    ("price_ratio_to_us_east_1", Number),
    ("spread", Number),
    ("sizes", Number),
    ("date", Text),
];

/// Columns of `platform_fees.csv`.
pub(crate) const FEES: &[(&str, Form)] = &[
    ("platform", Text),
    ("cloud", Text),
    ("region", Text),
    ("key", Text),
    ("tier", Text),
    ("metric", Text),
    ("value", Number),
    ("unit", Text),
    ("date", Text),
    ("source", Text),
    ("licence", Text),
    ("note", Text),
];

/// Columns of `storage_prices.csv`. Rows go to the file that their licence asks for.
pub(crate) const STORAGE: &[(&str, Form)] = &[
    ("cloud", Text),
    ("region", Text),
    ("kind", Text),
    ("product", Text),
    ("usd_per_gib_month", Number),
    ("usd_per_iops_month", Number),
    ("free_iops", Number),
    ("usd_per_mbps_month", Number),
    ("free_mbps", Number),
    ("max_iops", Number),
    ("max_mbps", Number),
    ("max_gib", Number),
    ("date", Text),
    ("source", Text),
    ("licence", Text),
    ("note", Text),
];

/// A table read back.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) rows: usize,
    texts: Vec<(&'static str, Texts)>,
    numbers: Vec<(&'static str, Numbers)>,
}

impl Table {
    /// Takes a text column out; an empty one when there is none of the name.
    pub(crate) fn texts(&mut self, name: &str) -> Texts {
        let at = self.texts.iter().position(|(n, _)| *n == name);
        at.map(|at| self.texts.swap_remove(at).1).unwrap_or_default()
    }

    /// Takes a number column out; an empty one when there is none of the name.
    pub(crate) fn numbers(&mut self, name: &str) -> Numbers {
        let at = self.numbers.iter().position(|(n, _)| *n == name);
        at.map(|at| self.numbers.swap_remove(at).1).unwrap_or_default()
    }

    pub(super) fn read(from: &mut Reader<'_>, columns: &[(&'static str, Form)]) -> Self {
        let mut table = Self { rows: from.count(), ..Self::default() };
        for (name, form) in columns {
            match form {
                Text => table.texts.push((name, Texts::read(from, table.rows))),
                Number => table.numbers.push((name, Numbers::read(from, table.rows))),
            }
        }
        table
    }
}

/// A source table as cells in the order of some columns.
pub(super) struct Cells(pub(super) Vec<Vec<String>>);

impl Cells {
    /// Picks `columns` of a CSV.
    pub(super) fn pick(csv: &Csv, columns: &[(&'static str, Form)]) -> Result<Self, PackError> {
        let find = |name: &str| csv.column(name).ok_or_else(|| PackError::Column { column: name.to_owned() });
        let places: Vec<usize> = columns.iter().map(|(name, _)| find(name)).collect::<Result<_, _>>()?;
        let row = |row: &crate::csv::CsvRow| places.iter().map(|at| row.cell(*at).to_owned()).collect();
        Ok(Self(csv.rows.iter().map(row).collect()))
    }

    pub(super) fn write(&self, to: &mut Writer, columns: &[(&'static str, Form)]) -> Result<(), PackError> {
        to.unsigned(self.0.len() as u64);
        for (at, (name, form)) in columns.iter().enumerate() {
            let cells = self.0.iter().map(|row| row.get(at).map_or("", String::as_str));
            match form {
                Text => Texts::write(to, cells),
                Number => Numbers::write(to, name, cells)?,
            }
        }
        Ok(())
    }
}

/// Whether a row of this licence may be in an open catalogue at all.
pub(super) fn may_ship(licence: &str) -> bool {
    !licence.to_lowercase().starts_with("restricted")
}

/// Whether a row of this licence belongs to the share-alike file.
pub(super) fn is_share_alike(licence: &str) -> bool {
    licence.to_uppercase().starts_with("CC-BY-SA")
}

/// A table of the user's, already in the columns' order, as if it had been packed and read.
pub(crate) fn table_of(rows: Vec<Vec<String>>, columns: &[(&'static str, Form)]) -> Result<Table, PackError> {
    let mut bytes = Writer::default();
    Cells(rows).write(&mut bytes, columns)?;
    Ok(Table::read(&mut Reader::new(&bytes.0), columns))
}
