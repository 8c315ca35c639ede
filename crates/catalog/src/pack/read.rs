//! From the two data files to the catalogue.

use std::sync::Arc;

use afterglow_units::UsdPerHour;

use super::bytes::Reader;
use super::column::Texts;
use super::predict::Kind;
use super::rows::{fees, instances, join_names, ratios, storage};
use super::tables::{self, Table};
use super::write::{FACTS_MAGIC, SHARE_ALIKE_MAGIC};
use super::{PackError, prices};
use crate::quote::{Listing, ListingKind, Quote, RegionIx};
use crate::{Catalog, Cloud, Date, Instance, InterruptionBucket, Region, source_of};

const FACTS: &str = "data/facts.bin";
const SHARE_ALIKE: &str = "data/benchmarks-cc-by-sa.bin";

/// Reads the files that [`super::pack`] wrote.
///
/// # Errors
/// When they are not of this version, or damaged.
pub(crate) fn read(facts: &[u8], share_alike: &[u8], sha256: &str) -> Result<Catalog, PackError> {
    let facts = facts.strip_prefix(FACTS_MAGIC.as_bytes()).ok_or(PackError::Magic { file: FACTS })?;
    let bound = share_alike.strip_prefix(SHARE_ALIKE_MAGIC.as_bytes());
    let (mut facts, mut bound) =
        (Reader::new(facts), Reader::new(bound.ok_or(PackError::Magic { file: SHARE_ALIKE })?));

    let date = Date::parse(facts.text()).unwrap_or_default();
    let mut table = Table::read(&mut facts, tables::INSTANCES);
    let lines = table.texts("line");
    let names = join_names(&lines, &table.texts("size"), table.rows);
    let instances = instances(&mut table, &mut Table::read(&mut bound, tables::INSTANCES_SHARE_ALIKE), names);

    let mut regions = Vec::new();
    let mut quotes = Vec::with_capacity(instances.len());
    let mut at = 0;
    for cloud in Cloud::PUBLIC {
        let end = at + instances[at..].iter().take_while(|i| i.cloud == cloud).count();
        read_cloud(&mut facts, cloud, &instances[at..end], &lines, at, &mut regions, &mut quotes);
        at = end;
    }
    let region_ratios = ratios(Table::read(&mut facts, tables::RATIOS));
    let mut fee_rows = fees(Table::read(&mut facts, tables::FEES));
    fee_rows.extend(fees(Table::read(&mut bound, tables::FEES)));
    let mut products = storage(Table::read(&mut facts, tables::STORAGE));
    products.extend(storage(Table::read(&mut bound, tables::STORAGE)));

    for (reader, file) in [(&facts, FACTS), (&bound, SHARE_ALIKE)] {
        if !reader.finished() {
            return Err(PackError::Damaged { file });
        }
    }
    Ok(Catalog::assemble(date, sha256, instances, regions, quotes, region_ratios, fee_rows, products))
}

fn read_cloud(
    from: &mut Reader<'_>,
    cloud: Cloud,
    instances: &[Instance],
    lines: &Texts,
    first_row: usize,
    regions: &mut Vec<Region>,
    quotes: &mut Vec<Vec<Quote>>,
) {
    let first_region = regions.len();
    regions.extend((0..from.count()).map(|_| Region { cloud, name: Arc::from(from.text()) }));
    let here = regions.len() - first_region;
    let line_of = (0..instances.len()).map(|row| lines.index(first_row + row)).collect();
    let mut grid = prices::grid(here, instances.iter().map(|i| i.vcpus.0).collect(), line_of);
    let buckets = prices::read_spot(from, &mut grid);
    prices::read(from, &mut grid);
    let priced = grid.cells.iter().filter(|cell| cell.prices[0].is_some()).count();
    let listings = Listings::new(&Texts::read(from, priced), priced);

    let nothing: (Arc<Listing>, Arc<Listing>) = Default::default();
    let mut seen = 0;
    for row in 0..instances.len() {
        let mut of_type = Vec::with_capacity(here);
        for region in 0..here {
            let at = row * here + region;
            let bucket = buckets.get(at).copied().unwrap_or(0);
            let price = |kind| grid.price(kind, row, region).map(dollars);
            let interruption = InterruptionBucket::ALL.get(usize::from(bucket).wrapping_sub(1)).copied();
            let on_demand = price(Kind::OnDemand);
            if on_demand.is_none() && interruption.is_none() {
                continue;
            }
            let region = RegionIx((first_region + region) as u16);
            let (listing, spot_listing) = if on_demand.is_some() { listings.of(seen) } else { nothing.clone() };
            seen += usize::from(on_demand.is_some());
            of_type.push(Quote {
                region,
                on_demand,
                reserved_1y: price(Kind::Reserved1y),
                reserved_3y: price(Kind::Reserved3y),
                spot: price(Kind::Spot),
                spot_seen: None,
                interruption,
                reserved_listing: listing.clone(),
                listing,
                spot_listing,
            });
        }
        quotes.push(of_type);
    }
}

/// Dividing by the exact 10⁶ gives the `f64` nearest to the decimal price, which is what reading its text gives.
fn dollars(micros: u64) -> UsdPerHour {
    UsdPerHour(micros as f64 / 1e6)
}

/// The listings of a cloud, each made once.
struct Listings {
    distinct: Vec<(Arc<Listing>, Arc<Listing>)>,
    rows: Vec<u32>,
}

impl Listings {
    fn new(texts: &Texts, rows: usize) -> Self {
        let rows: Vec<u32> = (0..rows).map(|row| texts.index(row)).collect();
        let most = rows.iter().max().map_or(0, |most| *most as usize + 1).min(rows.len() + 1);
        let mut distinct: Vec<(Arc<Listing>, Arc<Listing>)> = vec![Default::default(); most];
        for (row, ix) in rows.iter().enumerate() {
            if let Some(slot) = distinct.get_mut(*ix as usize)
                && slot.0.source.is_empty()
                && let Some(text) = texts.get(row)
            {
                *slot = listing(&text);
            }
        }
        Self { distinct, rows }
    }

    fn of(&self, row: usize) -> (Arc<Listing>, Arc<Listing>) {
        let ix = self.rows.get(row).copied().unwrap_or_default();
        self.distinct.get(ix as usize).cloned().unwrap_or_default()
    }
}

/// `source|date|spot basis|spot date|note` as the writer joined them.
fn listing(text: &str) -> (Arc<Listing>, Arc<Listing>) {
    let mut parts = text.split('|');
    let mut next = || parts.next().unwrap_or_default();
    let (source, date, spot_basis, spot_date, note) = (next(), next(), next(), next(), next());
    let name: Arc<str> = Arc::from(source_of(source).map_or(source, |s| s.name));
    let kind = match note {
        "cleaned" => ListingKind::Cleaned,
        "moved" => ListingKind::Moved,
        _ => ListingKind::List,
    };
    let advisor = spot_basis == "advisor_savings";
    let spot_source = if advisor { Arc::from("AWS Spot Instance Advisor") } else { name.clone() };
    let spot_kind = if advisor { ListingKind::SpotAdvisor } else { ListingKind::List };
    let made = |source, date, kind| Arc::new(Listing { source, date: Date::parse(date).unwrap_or_default(), kind });
    (made(name, date, kind), made(spot_source, spot_date, spot_kind))
}
