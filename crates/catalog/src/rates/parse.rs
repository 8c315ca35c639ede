//! From the rates file.

use std::sync::Arc;

use afterglow_units::{Bytes, Cores, Usd, UsdPerHour};

use super::{COLUMNS, Discount, NodeCost, NodeKind, OwnRate, Rates, Scope};
use crate::csv::shorten;
use crate::{Arch, Cloud, Csv, CsvRow, Gbps, Issue, Market};

impl Rates {
    /// Reads a rates file. Rows that cannot be used are reported with line and column; the rest holds.
    ///
    /// `kind` is `discount`, `rate` or `node`. Separator `,`, `;` or tab, decimal points or commas.
    pub fn parse(text: &str) -> (Self, Vec<Issue>) {
        let csv = Csv::parse(text);
        let mut rates = Self::default();
        let mut issues = Vec::new();
        if csv.column("kind").is_none() {
            issues.push(Issue::at(1, "header", "no column “kind”; it says discount, rate or node"));
            return (rates, issues);
        }
        for (at, name) in csv.header.iter().enumerate().filter(|(_, name)| !COLUMNS.contains(&name.as_str())) {
            issues.push(Issue::at(1, format!("column {}", at + 1), format!("“{}” is not used", shorten(name))));
        }
        for row in &csv.rows {
            let row = Line { csv: &csv, row };
            if let Err(issue) = rates.take(row) {
                issues.push(issue);
            }
        }
        (rates, issues)
    }

    fn take(&mut self, row: Line<'_>) -> Result<(), Issue> {
        self.check_currency(row)?;
        match row.text("kind").to_lowercase().as_str() {
            "discount" => {
                let percent = row.positive("discount_percent")?.ok_or_else(|| row.missing("discount_percent"))?;
                if percent > 100.0 {
                    return Err(row.wrong("discount_percent", "more than 100 %"));
                }
                self.discounts.push(Discount { scope: row.scope()?, market: row.market()?, percent });
            }
            "rate" => {
                let scope = row.scope()?;
                if scope.instance.is_none() {
                    return Err(row.missing("instance"));
                }
                let rate = row.positive("usd_per_hour")?.ok_or_else(|| row.missing("usd_per_hour"))?;
                self.own.push(OwnRate { scope, market: row.market()?, usd_per_hour: UsdPerHour(rate) });
            }
            "node" => self.nodes.push(row.node()?),
            other => return Err(row.wrong("kind", &format!("“{}” is none of discount, rate, node", shorten(other)))),
        }
        Ok(())
    }

    /// All amounts of a file are in one currency; US dollars when no row says otherwise.
    fn check_currency(&mut self, row: Line<'_>) -> Result<(), Issue> {
        let label = row.text("currency");
        if label.is_empty() {
            return Ok(());
        }
        let stated = label.to_uppercase();
        let first = self.is_empty();
        let known = self.currency.as_deref().unwrap_or("USD");
        if stated == known {
            return Ok(());
        }
        if first {
            self.currency = Some(Arc::from(stated));
            return Ok(());
        }
        let what = format!("{stated}, but the rows above are in {known}; nothing is converted");
        Err(row.wrong("currency", &what))
    }
}

/// A row with the names of its columns.
#[derive(Clone, Copy)]
struct Line<'a> {
    csv: &'a Csv,
    row: &'a CsvRow,
}

impl<'a> Line<'a> {
    fn text(self, column: &str) -> &'a str {
        self.csv.column(column).map_or("", |at| self.row.cell(at))
    }

    fn shared(self, column: &str) -> Option<Arc<str>> {
        Some(self.text(column)).filter(|text| !text.is_empty()).map(Arc::from)
    }

    fn positive(self, column: &str) -> Result<Option<f64>, Issue> {
        let Some(at) = self.csv.column(column) else { return Ok(None) };
        match self.csv.number(self.row, at)? {
            Some(n) if n < 0.0 => Err(self.wrong(column, &format!("{n} is negative"))),
            number => Ok(number),
        }
    }

    fn wrong(self, column: &str, what: &str) -> Issue {
        match self.csv.column(column) {
            Some(at) => self.csv.issue(self.row, at, what.to_owned()),
            None => Issue::at(self.row.line, format!("column {column}"), what),
        }
    }

    fn missing(self, column: &str) -> Issue {
        self.wrong(column, "needed in this row, but empty")
    }

    fn scope(self) -> Result<Scope, Issue> {
        let cloud = match self.text("cloud") {
            "" => None,
            word => Some(Cloud::parse(word).ok_or_else(|| {
                self.wrong("cloud", &format!("“{}” is none of aws, gcp, azure, onprem", shorten(word)))
            })?),
        };
        let (family, instance) = (self.shared("family"), self.shared("instance"));
        Ok(Scope { cloud, family, instance, region: self.shared("region") })
    }

    fn market(self) -> Result<Market, Issue> {
        let word = self.text("market").to_lowercase();
        let markets = [Market::OnDemand, Market::Spot, Market::Reserved1y, Market::Reserved3y];
        if word.is_empty() {
            return Ok(Market::OnDemand);
        }
        markets.into_iter().find(|market| market.word() == word).ok_or_else(|| {
            self.wrong("market", &format!("“{}” is none of on_demand, spot, reserved_1y, reserved_3y", shorten(&word)))
        })
    }

    fn node(self) -> Result<NodeKind, Issue> {
        let needed = |column| self.positive(column)?.filter(|n| *n > 0.0).ok_or_else(|| self.missing(column));
        let cost = match (self.positive("usd_per_hour")?, self.positive("purchase")?) {
            (Some(rate), _) => NodeCost::Hourly(UsdPerHour(rate)),
            (None, Some(price)) => NodeCost::Bought {
                price: Usd(price),
                months: needed("months")?,
                watts: self.positive("watts")?.unwrap_or(0.0),
                per_kwh: Usd(self.positive("per_kwh")?.unwrap_or(0.0)),
            },
            (None, None) => NodeCost::Unknown,
        };
        Ok(NodeKind {
            name: self.shared("instance").ok_or_else(|| self.missing("instance"))?,
            count: needed("count")? as u32,
            cores: Cores(needed("cores")? as u32),
            memory: Bytes::from_gib(needed("memory_gib")?),
            arch: if self.text("arch") == "arm64" { Arch::Arm64 } else { Arch::X86_64 },
            disk: self.positive("disk_gib")?.map(Bytes::from_gib),
            disks: self.positive("disks")?.map(|n| n as u32),
            spinning: self.text("disk_kind").eq_ignore_ascii_case("hdd"),
            network: self.positive("network_gbps")?.map(Gbps),
            cost,
        })
    }
}
