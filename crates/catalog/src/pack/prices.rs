//! The prices of one cloud as bytes.
//!
//! Types come in order of line and size and are coded from the largest down, since rounding errors shrink with the
//! price. For each kind of price: which regions have one (a bit mask), how far on the sibling stands from which the
//! row is guessed, to how many decimals the row is given, and the errors of the guesses in that unit.

use super::bytes::{Reader, Writer};
use super::predict::{Cell, Grid, Kind, Target, rounded};

/// Siblings are looked for among this many neighbours, and among the largest type of every line before.
const NEAR: usize = 8;

pub(super) fn write(to: &mut Writer, grid: &Grid) {
    let rows = grid.vcpus.len();
    for kind in Kind::ALL {
        let mut siblings = Writer::default();
        let mut decimals = Writer::default();
        let mut errors = Writer::default();
        for row in (0..rows).rev() {
            let mask = mask(grid, kind, row);
            to.unsigned(mask);
            if mask == 0 {
                continue;
            }
            let places = regions_of(mask);
            let exponent =
                places.iter().filter_map(|r| grid.price(kind, row, *r)).map(trailing_zeros).min().unwrap_or(0);
            let unit = 10u64.pow(exponent);
            let best = candidates(grid, row).min_by_key(|s| {
                let far = s.is_some_and(|s| s - row > 1);
                cost(grid, kind, row, &places, *s, unit) + if far { 8 } else { 0 }
            });
            let sibling = best.flatten();
            siblings.unsigned(sibling.map_or(0, |s| (s - row) as u64));
            decimals.unsigned(u64::from(exponent));
            residuals(grid, kind, row, &places, sibling, unit).for_each(|error| errors.signed(error));
        }
        for part in [siblings, decimals, errors] {
            to.0.extend(part.0);
        }
    }
}

/// Fills the prices of a grid whose lines, sizes and savings are already there.
pub(super) fn read(from: &mut Reader<'_>, grid: &mut Grid) {
    let rows = grid.vcpus.len();
    for kind in Kind::ALL {
        let masks: Vec<u64> = (0..rows).map(|_| from.unsigned()).collect();
        let priced: Vec<usize> = (0..rows).filter(|at| masks[*at] != 0).collect();
        let siblings: Vec<usize> = priced.iter().map(|_| from.unsigned() as usize).collect();
        let units: Vec<u64> = priced.iter().map(|_| 10u64.pow(from.unsigned().min(6) as u32)).collect();
        for ((at, distance), unit) in priced.into_iter().zip(siblings).zip(units) {
            let row = rows - 1 - at;
            let sibling = Some(row.saturating_add(distance)).filter(|_| distance > 0);
            let places = regions_of(masks[at]);
            let base = places.first().copied().unwrap_or(0);
            for region in places {
                let guess = rounded(grid.guess(Target { kind, row, region, base, sibling }), unit);
                let error = from.signed().wrapping_mul(unit as i64);
                if let Some(cell) = grid.cells.get_mut(row * grid.regions + region).filter(|_| region < grid.regions) {
                    cell.prices[kind as usize] = Some(guess.wrapping_add_signed(error));
                }
            }
        }
    }
}

/// Which regions have a price of the kind, the lowest bit for the first region.
fn mask(grid: &Grid, kind: Kind, row: usize) -> u64 {
    let bits = (0..grid.regions).filter(|r| grid.price(kind, row, *r).is_some());
    bits.fold(0, |mask, region| mask | 1 << region)
}

fn regions_of(mask: u64) -> Vec<usize> {
    (0..64).filter(|region| mask >> region & 1 == 1).collect()
}

fn trailing_zeros(micros: u64) -> u32 {
    (0..6).take_while(|n| micros.is_multiple_of(10u64.pow(n + 1))).count() as u32
}

fn candidates(grid: &Grid, row: usize) -> impl Iterator<Item = Option<usize>> {
    let rows = grid.lines.len();
    let is_largest = move |at: &usize| *at + 1 == rows || grid.lines[*at] != grid.lines[*at + 1];
    let near = row + 1..rows.min(row + 1 + NEAR);
    let far = (near.end..rows).filter(is_largest);
    near.chain(far).map(Some).chain([None])
}

fn residuals<'a>(
    grid: &'a Grid,
    kind: Kind,
    row: usize,
    places: &'a [usize],
    sibling: Option<usize>,
    unit: u64,
) -> impl Iterator<Item = i64> + 'a {
    let base = places.first().copied().unwrap_or(0);
    places.iter().map(move |region| {
        let guess = rounded(grid.guess(Target { kind, row, region: *region, base, sibling }), unit);
        let price = grid.price(kind, row, *region).unwrap_or(0);
        (price as i64 - guess as i64) / unit as i64
    })
}

/// About how many bits the errors need.
fn cost(grid: &Grid, kind: Kind, row: usize, places: &[usize], sibling: Option<usize>, unit: u64) -> u32 {
    residuals(grid, kind, row, places, sibling, unit).map(|e| 2 * (64 - e.unsigned_abs().leading_zeros())).sum()
}

/// The interruption buckets (0 for none, else 1 to 5) and savings of a cloud, only where there are any.
pub(super) fn write_spot(to: &mut Writer, buckets: &[u8], grid: &Grid) {
    for bucket in buckets {
        to.unsigned(u64::from(*bucket));
    }
    for (cell, _) in grid.cells.iter().zip(buckets).filter(|(_, bucket)| **bucket > 0) {
        to.unsigned(u64::from(cell.savings_percent.unwrap_or(0)));
    }
}

/// The inverse of [`write_spot`]; sets the savings and gives the buckets.
pub(super) fn read_spot(from: &mut Reader<'_>, grid: &mut Grid) -> Vec<u8> {
    let buckets: Vec<u8> = grid.cells.iter().map(|_| from.unsigned() as u8).collect();
    for (cell, bucket) in grid.cells.iter_mut().zip(&buckets) {
        if *bucket > 0 {
            cell.savings_percent = Some(from.unsigned() as u8);
        }
    }
    buckets
}

/// An empty grid.
pub(super) fn grid(regions: usize, vcpus: Vec<u32>, lines: Vec<u32>) -> Grid {
    Grid { regions, cells: vec![Cell::default(); regions * vcpus.len()], vcpus, lines }
}
