//! Guessing a price from prices already known, so that only the error of the guess is stored.
//!
//! Clouds price by rule: a type of twice the size costs twice as much; the ratio of two regions is the same for
//! all sizes of a family (within 0.5 % for 92 to 96 % of AWS's families), and often the same as its predecessor's.
//! What the rule does not give is rounding and exceptions: small numbers. The writer and the reader make the very
//! same guess, in integers, and the stored error makes the price exact.

/// A price in millionths of a dollar an hour.
pub(super) type Micros = u64;

/// The kinds of price, in the order of the file: the later are guessed from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    OnDemand,
    Reserved1y,
    Reserved3y,
    Spot,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::OnDemand, Self::Reserved1y, Self::Reserved3y, Self::Spot];
}

/// What a type costs in one region, each kind by its place in [`Kind::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) prices: [Option<Micros>; 4],
    /// What the Spot Advisor says spot saves, in per cent of on demand.
    pub(super) savings_percent: Option<u8>,
}

/// One cloud: a row for each type, a column for each region.
#[derive(Debug, Default)]
pub(super) struct Grid {
    pub(super) regions: usize,
    pub(super) cells: Vec<Cell>,
    pub(super) vcpus: Vec<u32>,
    pub(super) lines: Vec<u32>,
}

/// The cell to guess: kind, row and region; the region of the row that is known first; and a sibling row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub(super) kind: Kind,
    pub(super) row: usize,
    pub(super) region: usize,
    pub(super) base: usize,
    pub(super) sibling: Option<usize>,
}

impl Grid {
    pub(super) fn price(&self, kind: Kind, row: usize, region: usize) -> Option<Micros> {
        self.cells.get(row * self.regions + region).and_then(|cell| cell.prices[kind as usize])
    }

    /// The guess. It reads only the on-demand prices (when guessing another kind), the base region of the row and
    /// the sibling's row: the reader has all of these by then.
    pub(super) fn guess(&self, target: Target) -> Micros {
        let Target { kind, row, region, base, sibling } = target;
        let own = |k, r| self.price(k, row, r);
        let of_sibling = |k, r| sibling.and_then(|s| self.price(k, s, r));

        if kind == Kind::Spot
            && let Some(percent) = self.cells.get(row * self.regions + region).and_then(|c| c.savings_percent)
        {
            return ratio(own(Kind::OnDemand, region), Some(100 - u64::from(percent.min(100))), Some(100)).unwrap_or(0);
        }
        if kind == Kind::OnDemand {
            return if region == base {
                self.by_size(row, region, sibling)
            } else {
                ratio(own(kind, base), of_sibling(kind, region), of_sibling(kind, base))
                    .or(own(kind, base))
                    .unwrap_or(0)
            };
        }
        let on_demand = own(Kind::OnDemand, region);
        ratio(on_demand, of_sibling(kind, region), of_sibling(Kind::OnDemand, region))
            .or_else(
                || if region == base { None } else { ratio(on_demand, own(kind, base), own(Kind::OnDemand, base)) },
            )
            .or(on_demand)
            .unwrap_or(0)
    }

    fn by_size(&self, row: usize, region: usize, sibling: Option<usize>) -> Micros {
        let Some(sibling) = sibling.filter(|s| self.lines.get(*s) == self.lines.get(row)) else { return 0 };
        let vcpus = |of: usize| self.vcpus.get(of).map(|n| u64::from(*n));
        ratio(self.price(Kind::OnDemand, sibling, region), vcpus(row), vcpus(sibling)).unwrap_or(0)
    }
}

/// `value × over / under`, to the nearest whole number; `None` when one is not known.
fn ratio(value: Option<u64>, over: Option<u64>, under: Option<u64>) -> Option<u64> {
    let (value, over, under) = (value?, over?, under.filter(|u| *u > 0)?);
    if let Some(product) = value.checked_mul(over).and_then(|p| p.checked_add(under / 2)) {
        return Some(product / under);
    }
    let product = u128::from(value) * u128::from(over) + u128::from(under) / 2;
    u64::try_from(product / u128::from(under)).ok()
}

/// The nearest multiple of `unit`.
pub(super) fn rounded(value: Micros, unit: Micros) -> Micros {
    (value.saturating_add(unit / 2)) / unit * unit
}
