//! From the source tables to the two data files.

use std::collections::HashMap;

use super::bytes::Writer;
use super::column::{Texts, fixed};
use super::predict::Kind;
use super::tables::{self, Cells, Form, is_share_alike, may_ship};
use super::{PackError, name, prices};
use crate::csv::Csv;
use crate::{Cloud, InterruptionBucket};

/// The first bytes of the two files; the digit is the version of the format.
pub(super) const FACTS_MAGIC: &str = "afterglow catalogue facts 1\n";
/// See [`FACTS_MAGIC`].
pub(super) const SHARE_ALIKE_MAGIC: &str = "afterglow catalogue CC BY-SA 4.0 columns 1\n";

/// The text of the source tables, with the headers that `SOURCES.md` of the catalogue folder describes.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The day the tables were put together, `YYYY-MM-DD`.
    pub date: &'a str,
    /// `instances.csv`
    pub instances: &'a str,
    /// `prices.csv`
    pub prices: &'a str,
    /// `aws_region_ratio.csv`
    pub region_ratios: &'a str,
    /// `platform_fees.csv`
    pub fees: &'a str,
    /// `spot_interruption.csv`
    pub interruptions: &'a str,
    /// `storage_prices.csv`
    pub storage: &'a str,
}

/// The data files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// `facts.bin`
    pub facts: Vec<u8>,
    /// `benchmarks-cc-by-sa.bin`
    pub share_alike: Vec<u8>,
}

/// Packs the source tables. The same tables always give the same bytes.
///
/// Rows under a restricted licence are left out; share-alike columns and rows go into their own file.
///
/// # Errors
/// When a table lacks a column, a number cannot be kept exactly, or a price belongs to no instance.
pub fn pack(sources: &Sources<'_>) -> Result<Packed, PackError> {
    let mut facts = Writer(FACTS_MAGIC.as_bytes().to_vec());
    let mut share_alike = Writer(SHARE_ALIKE_MAGIC.as_bytes().to_vec());
    facts.text(sources.date);

    let types = Types::sorted(&Csv::parse(sources.instances))?;
    types.free.write(&mut facts, tables::INSTANCES)?;
    types.share_alike.write(&mut share_alike, tables::INSTANCES_SHARE_ALIKE)?;

    let prices = Csv::parse(sources.prices);
    let interruptions = Csv::parse(sources.interruptions);
    for cloud in Cloud::PUBLIC {
        write_cloud(&mut facts, cloud, &types, &prices, &interruptions)?;
    }

    Cells::pick(&Csv::parse(sources.region_ratios), tables::RATIOS)?.write(&mut facts, tables::RATIOS)?;
    let (free, bound) = by_licence(&Csv::parse(sources.fees), tables::FEES)?;
    free.write(&mut facts, tables::FEES)?;
    bound.write(&mut share_alike, tables::FEES)?;
    let (free, bound) = by_licence(&Csv::parse(sources.storage), tables::STORAGE)?;
    free.write(&mut facts, tables::STORAGE)?;
    bound.write(&mut share_alike, tables::STORAGE)?;
    Ok(Packed { facts: facts.0, share_alike: share_alike.0 })
}

/// The rows that are free, and those that are share-alike.
fn by_licence(csv: &Csv, columns: &[(&'static str, Form)]) -> Result<(Cells, Cells), PackError> {
    let licence = csv.column("licence").ok_or_else(|| PackError::Column { column: "licence".to_owned() })?;
    let part = |wanted: bool| {
        let fits =
            |row: &&crate::csv::CsvRow| may_ship(row.cell(licence)) && is_share_alike(row.cell(licence)) == wanted;
        Cells::pick(&Csv { rows: csv.rows.iter().filter(fits).cloned().collect(), ..csv.clone() }, columns)
    };
    Ok((part(false)?, part(true)?))
}

/// The instance table in the order of the file: by cloud, line and size.
struct Types {
    free: Cells,
    share_alike: Cells,
    keys: Vec<(Cloud, String)>,
    lines: Vec<u32>,
    vcpus: Vec<u32>,
}

impl Types {
    fn sorted(csv: &Csv) -> Result<Self, PackError> {
        let column = |name: &str| csv.column(name).ok_or_else(|| PackError::Column { column: name.to_owned() });
        let (cloud_at, name_at, vcpus_at) = (column("cloud")?, column("instance_type")?, column("vcpus")?);
        let memory_at = column("memory_gib")?;
        let mut order = Vec::new();
        for row in &csv.rows {
            let cloud = Cloud::parse(row.cell(cloud_at)).ok_or_else(|| stray("instances.csv", row.cell(cloud_at)))?;
            let vcpus: u32 = row
                .cell(vcpus_at)
                .parse()
                .map_err(|_| PackError::Number { column: "vcpus".to_owned(), cell: row.cell(vcpus_at).to_owned() })?;
            let memory = fixed(row.cell(memory_at), 6).unwrap_or(0);
            let (line, size) = name::split(cloud, row.cell(name_at));
            order.push((cloud, line, vcpus, memory, size.to_owned(), row));
        }
        order.sort_by(|a, b| (a.0, &a.1, a.2, a.3, &a.4).cmp(&(b.0, &b.1, b.2, b.3, &b.4)));

        let mut types = Self {
            free: Cells(Vec::new()),
            share_alike: Cells(Vec::new()),
            keys: Vec::new(),
            lines: Vec::new(),
            vcpus: Vec::new(),
        };
        for (cloud, line, vcpus, _, size, row) in &order {
            let cell = |name: &&'static str, free: bool| -> Result<String, PackError> {
                Ok(match *name {
                    "line" => line.clone(),
                    "size" => size.clone(),
                    "local_disk_count" if (*cloud == Cloud::Gcp) != free => String::new(),
                    name => row.cell(column(name)?).to_owned(),
                })
            };
            let cells = |columns: &[(&'static str, Form)], free| -> Result<Vec<String>, PackError> {
                columns.iter().map(|(name, _)| cell(name, free)).collect()
            };
            types.free.0.push(cells(tables::INSTANCES, true)?);
            types.share_alike.0.push(cells(tables::INSTANCES_SHARE_ALIKE, false)?);
            let same =
                order.get(types.keys.len().wrapping_sub(1)).is_some_and(|last| (last.0, &last.1) == (*cloud, line));
            let line_ix = types.lines.last().map_or(0, |last| last + u32::from(!same));
            types.lines.push(line_ix);
            types.vcpus.push(*vcpus);
            types.keys.push((*cloud, row.cell(name_at).to_owned()));
        }
        Ok(types)
    }
}

fn stray(table: &'static str, key: &str) -> PackError {
    PackError::Stray { table, key: key.to_owned() }
}

const MONEY: [(Kind, &str); 4] = [
    (Kind::OnDemand, "on_demand_usd_per_hour"),
    (Kind::Reserved1y, "reserved_1y_no_upfront"),
    (Kind::Reserved3y, "reserved_3y_no_upfront"),
    (Kind::Spot, "spot_usd_per_hour"),
];

fn write_cloud(
    to: &mut Writer,
    cloud: Cloud,
    types: &Types,
    prices_csv: &Csv,
    interruptions: &Csv,
) -> Result<(), PackError> {
    let here: Vec<usize> = (0..types.keys.len()).filter(|at| types.keys[*at].0 == cloud).collect();
    let row_of: HashMap<&str, usize> = here.iter().enumerate().map(|(n, at)| (types.keys[*at].1.as_str(), n)).collect();
    let places = Places::of(cloud, prices_csv, interruptions)?;
    let pick = |of: &[u32]| here.iter().map(|at| of[*at]).collect();
    let mut grid = prices::grid(places.regions.len(), pick(&types.vcpus), pick(&types.lines));
    let mut buckets = vec![0u8; grid.cells.len()];
    let mut listings = vec![String::new(); grid.cells.len()];

    for row in places.rows(prices_csv) {
        let at = places.cell(&row_of, row, "prices.csv")?;
        for (kind, column) in MONEY {
            let cell = row.get(column)?;
            if !cell.is_empty() {
                let micros = fixed(cell, 6)
                    .ok_or_else(|| PackError::Number { column: column.to_owned(), cell: cell.to_owned() })?;
                grid.cells[at].prices[kind as usize] = Some(micros);
            }
        }
        let note = match row.get("note")? {
            note if note.starts_with("cleaned") => "cleaned",
            note if note.contains("changed after") => "moved",
            _ => "",
        };
        listings[at] =
            [row.get("src")?, row.get("od_date")?, row.get("spot_basis")?, row.get("spot_date")?, note].join("|");
    }
    for row in places.rows(interruptions) {
        let at = places.cell(&row_of, row, "spot_interruption.csv")?;
        let bucket = InterruptionBucket::parse(row.get("interruption_bucket")?);
        buckets[at] = bucket.map_or(0, |b| b as u8 + 1);
        grid.cells[at].savings_percent = row.get("savings_over_od_pct")?.parse().ok();
    }

    to.unsigned(places.regions.len() as u64);
    places.regions.iter().for_each(|region| to.text(region));
    prices::write_spot(to, &buckets, &grid);
    prices::write(to, &grid);
    let priced = (0..listings.len()).filter(|at| grid.cells[*at].prices[0].is_some());
    Texts::write(to, priced.map(|at| listings[at].as_str()));
    Ok(())
}

/// The regions of a cloud, the one with most prices first (so that guesses start from it).
struct Places {
    cloud: Cloud,
    regions: Vec<String>,
}

/// A row of a table that is keyed by cloud, region and instance type.
#[derive(Clone, Copy)]
struct PlacedRow<'a> {
    csv: &'a Csv,
    row: &'a crate::csv::CsvRow,
}

impl<'a> PlacedRow<'a> {
    fn get(self, column: &str) -> Result<&'a str, PackError> {
        let at = self.csv.column(column).ok_or_else(|| PackError::Column { column: column.to_owned() })?;
        Ok(self.row.cell(at))
    }
}

impl Places {
    fn of(cloud: Cloud, prices: &Csv, interruptions: &Csv) -> Result<Self, PackError> {
        let mut places = Self { cloud, regions: Vec::new() };
        let mut count: HashMap<&str, usize> = HashMap::new();
        for row in places.rows(prices) {
            *count.entry(row.get("region")?).or_default() += 1;
        }
        for row in places.rows(interruptions) {
            count.entry(row.get("region")?).or_default();
        }
        let mut order: Vec<_> = count.into_iter().collect();
        order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        places.regions = order.into_iter().map(|(region, _)| region.to_owned()).collect();
        Ok(places)
    }

    fn rows<'a>(&self, csv: &'a Csv) -> impl Iterator<Item = PlacedRow<'a>> + use<'a> {
        let cloud = self.cloud;
        csv.rows
            .iter()
            .map(move |row| PlacedRow { csv, row })
            .filter(move |row| row.get("cloud").is_ok_and(|word| Cloud::parse(word) == Some(cloud)))
    }

    fn cell(&self, row_of: &HashMap<&str, usize>, row: PlacedRow<'_>, table: &'static str) -> Result<usize, PackError> {
        let name = row.get("instance_type")?;
        let type_ix = row_of.get(name).ok_or_else(|| stray(table, name))?;
        let region = row.get("region")?;
        let region_ix = self.regions.iter().position(|r| r == region).ok_or_else(|| stray(table, region))?;
        Ok(type_ix * self.regions.len() + region_ix)
    }
}
