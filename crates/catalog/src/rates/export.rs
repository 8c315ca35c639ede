//! Back to the rates file.

use super::{COLUMNS, NodeCost, NodeKind, Rates, Scope};
use crate::csv::quoted;
use crate::{Arch, Cloud};

impl Rates {
    /// The same rates as a CSV that [`Rates::parse`] reads back, with commas and decimal points.
    pub fn to_csv(&self) -> String {
        let mut out = COLUMNS.join(",") + "\n";
        let currency = self.currency.as_deref().unwrap_or("");
        let mut write = |cells: &[(&str, String)]| {
            let cell = |column: &&str| match *column {
                "currency" => currency.to_owned(),
                name => cells.iter().find(|(n, _)| *n == name).map(|(_, text)| quoted(text)).unwrap_or_default(),
            };
            out += &COLUMNS.iter().map(cell).collect::<Vec<_>>().join(",");
            out.push('\n');
        };
        for discount in &self.discounts {
            let own = [
                ("kind", "discount".to_owned()),
                ("market", discount.market.word().to_owned()),
                ("discount_percent", discount.percent.to_string()),
            ];
            write(&[&own[..], &scope(&discount.scope)[..]].concat());
        }
        for rate in &self.own {
            let own = [
                ("kind", "rate".to_owned()),
                ("market", rate.market.word().to_owned()),
                ("usd_per_hour", rate.usd_per_hour.0.to_string()),
            ];
            write(&[&own[..], &scope(&rate.scope)[..]].concat());
        }
        self.nodes.iter().for_each(|kind| write(&node(kind)));
        out
    }
}

fn scope(scope: &Scope) -> [(&'static str, String); 4] {
    let text = |name: &Option<std::sync::Arc<str>>| name.as_deref().unwrap_or_default().to_owned();
    [
        ("cloud", scope.cloud.map_or("", Cloud::word).to_owned()),
        ("family", text(&scope.family)),
        ("instance", text(&scope.instance)),
        ("region", text(&scope.region)),
    ]
}

fn node(kind: &NodeKind) -> Vec<(&'static str, String)> {
    let mut cells = vec![
        ("kind", "node".to_owned()),
        ("instance", kind.name.to_string()),
        ("count", kind.count.to_string()),
        ("cores", kind.cores.0.to_string()),
        ("memory_gib", kind.memory.gib().to_string()),
        ("arch", if kind.arch == Arch::Arm64 { "arm64" } else { "x86_64" }.to_owned()),
        ("disk_kind", if kind.spinning { "hdd" } else { "" }.to_owned()),
    ];
    cells.extend(kind.disks.map(|n| ("disks", n.to_string())));
    cells.extend(kind.disk.map(|size| ("disk_gib", size.gib().to_string())));
    cells.extend(kind.network.map(|rate| ("network_gbps", rate.0.to_string())));
    match kind.cost {
        NodeCost::Hourly(rate) => cells.push(("usd_per_hour", rate.0.to_string())),
        NodeCost::Bought { price, months, watts, per_kwh } => cells.extend([
            ("purchase", price.0.to_string()),
            ("months", months.to_string()),
            ("watts", watts.to_string()),
            ("per_kwh", per_kwh.0.to_string()),
        ]),
        NodeCost::Unknown => {}
    }
    cells
}
