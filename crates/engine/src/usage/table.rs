//! Samples as a table: a column for each series, or a row for each number.

use std::collections::BTreeMap;

use afterglow_catalog::{Csv, CsvRow};

use super::issues;
use super::known::is_ganglia;
use super::meaning::{Kind, Meaning, Named, Per, named};
use super::series::{Key, Point, Reading};
use super::time::time;
use super::unit::{Unit, amount, unit, words};
use afterglow_units::Timestamp;

/// Lines of titles above the numbers, as in exports with units and periods below the names.
const MOST_TITLES: usize = 20;
/// More columns than this are not looked at.
const MOST_COLUMNS: usize = 2000;
/// Rows that are looked at to tell what a column holds.
const LOOKED_AT: usize = 200;

const TIMES: &str = "time timestamp timestamps date datetime ts epoch when zeit zeitstempel";
const HOSTS: &str = "host hostname instance node machine server vm computer instanceid nodename instance_id host_name \
                     node_name machine_name server_name";
const METRICS: &str = "metric metric_name metricname name measurement series label counter field resource key";
const VALUES: &str = "value average avg mean val maximum max sum reading usage";
const PARTS: &str = "device iface interface dev disk nic";

/// What is where in a table.
pub(super) struct Layout<'a> {
    csv: &'a Csv,
    /// Rows of `csv` that are titles still.
    titles: usize,
    /// The title of each column.
    pub(super) names: Vec<String>,
    /// The column of times, and that of the time of day where the first has the date alone.
    time: (usize, Option<usize>),
    host: Option<usize>,
    part: Option<usize>,
    pub(super) shape: Shape,
}

/// How the numbers stand.
pub(super) enum Shape {
    /// Each series is a column.
    Wide(Vec<(usize, Named)>),
    /// Each number is a row.
    Long { metric: usize, value: usize, unit: Option<usize> },
}

impl<'a> Layout<'a> {
    /// How a table is laid out; the reason where it holds no samples. `chosen` are columns with their roles, which go
    /// before what their names tell.
    pub(super) fn of(csv: &'a Csv, chosen: &[(String, String)]) -> Result<Self, String> {
        if csv.titles.iter().all(String::is_empty) {
            return Err("the file is empty".to_owned());
        }
        let has_time = |cells: &[String]| cells.iter().take(8).any(|cell| time(cell).is_some());
        if has_time(&csv.titles) {
            return Err("the first line must name the columns, and it has a time in it".to_owned());
        }
        let titles = csv.rows.iter().take(MOST_TITLES).position(|row| has_time(&row.cells));
        let Some(titles) = titles else {
            return Err("no row has a time such as 2026-01-31T12:00:00Z or seconds since 1970".to_owned());
        };
        let names = names(csv, titles);
        let mut layout =
            Self { csv, titles, names, time: (0, None), host: None, part: None, shape: Shape::Wide(Vec::new()) };
        let role = |word: &str| {
            let wanted = chosen.iter().rev().find(|(_, role)| role == word)?;
            layout.names.iter().position(|name| name.trim().eq_ignore_ascii_case(wanted.0.trim()))
        };
        let (chosen_time, chosen_host) = (role("time"), role("host"));
        layout.time = layout.times(chosen_time).ok_or("no column of times was found")?;
        layout.host = chosen_host.or_else(|| layout.textual(HOSTS));
        layout.part = layout.textual(PARTS);
        layout.shape = layout.long().unwrap_or_else(|| layout.wide(chosen));
        Ok(layout)
    }

    /// Whether a column is the one of times.
    pub(super) fn is_time(&self, column: usize) -> bool {
        self.time.0 == column
    }

    /// Rows below the titles.
    pub(super) fn rows(&self) -> &'a [CsvRow] {
        &self.csv.rows[self.titles..]
    }

    fn some_rows(&self) -> impl Iterator<Item = &'a CsvRow> {
        self.rows().iter().take(LOOKED_AT)
    }

    /// Whether a name is one of some, separated by blanks.
    fn is(&self, at: usize, any: &str) -> bool {
        let key = words(&self.names[at]).join("_").to_lowercase();
        any.split(' ').any(|one| one == key)
    }

    /// The column of times: the one that is called so, else the first that holds dates.
    fn times(&self, chosen: Option<usize>) -> Option<(usize, Option<usize>)> {
        let count = |at: usize| self.some_rows().filter(|row| time(row.cell(at)).is_some()).count();
        let half = self.some_rows().count().div_ceil(2);
        let columns = || 0..self.names.len();
        let called = |at: &usize| words(&self.names[*at]).iter().any(|word| one_of(&word.to_lowercase(), TIMES));
        let dated = |at: &usize| self.some_rows().any(|row| row.cell(*at).contains(['-', '/', ':']));
        let found = chosen
            .or_else(|| columns().find(|at| called(at) && count(*at) >= half))
            .or_else(|| columns().find(|at| dated(at) && count(*at) >= half))
            .or_else(|| columns().find(|at| count(*at) >= half))?;
        let date_alone =
            self.some_rows().all(|row| row.cell(found).len() <= 10 && row.cell(found).contains(['-', '/']));
        let clock = |at: usize| self.some_rows().all(|row| row.cell(at).as_bytes().get(2) == Some(&b':'));
        let also = columns().find(|at| date_alone && *at != found && called(at) && clock(*at));
        Some((found, also))
    }

    /// A column that is called so and holds words.
    fn textual(&self, called: &str) -> Option<usize> {
        (0..self.names.len()).find(|&at| {
            let texts = self.some_rows().filter(|row| {
                let cell = row.cell(at);
                !cell.is_empty() && self.csv.plain_number(cell).is_none()
            });
            at != self.time.0 && self.is(at, called) && texts.count() > 0
        })
    }

    fn long(&self) -> Option<Shape> {
        let metric = self.textual(METRICS)?;
        let ganglia = is_ganglia(self.some_rows().map(|row| row.cell(metric)));
        let told = self.rows().iter().any(|row| named(row.cell(metric), ganglia).is_some());
        let value = (0..self.names.len()).find(|&at| at != metric && self.is(at, VALUES))?;
        told.then(|| Shape::Long { metric, value, unit: self.textual("unit units") })
    }

    fn wide(&self, chosen: &[(String, String)]) -> Shape {
        let ganglia = is_ganglia(self.names.iter().map(String::as_str));
        let own = [Some(self.time.0), self.time.1, self.host, self.part];
        let columns = (0..self.names.len()).filter(|at| !own.contains(&Some(*at)));
        let meaning = |at: usize| {
            let name = &self.names[at];
            let role = chosen.iter().rev().find(|one| one.0.trim().eq_ignore_ascii_case(name.trim()));
            let kind = match role.map(|role| role.1.as_str()) {
                None => return named(name, ganglia),
                Some("cpu") => Kind::CpuBusy,
                Some("memory") => Kind::MemUsed,
                Some("network") => Kind::Net,
                Some("disk") => Kind::Disk,
                Some(_) => return None,
            };
            let unit = words(name).iter().rev().find_map(|word| unit(word));
            let meaning = Meaning { kind, unit, per: Per::Gauge, sure: false };
            Some(Named { meaning, host: None, part: String::new() })
        };
        Shape::Wide(columns.filter_map(|at| Some((at, meaning(at)?))).collect())
    }

    fn at(&self, row: &CsvRow) -> Result<Timestamp, String> {
        let cell = row.cell(self.time.0);
        let told = match self.time.1 {
            Some(also) => time(&format!("{cell} {}", row.cell(also))),
            None => time(cell),
        };
        told.ok_or_else(|| match cell {
            "" => "no time; the row is left out".to_owned(),
            cell => format!("“{}” is no time that is known; the row is left out", issues::name(cell)),
        })
    }
}

fn one_of(word: &str, any: &str) -> bool {
    any.split(' ').any(|one| one == word)
}

/// The names of the columns: all words above the numbers.
fn names(csv: &Csv, titles: usize) -> Vec<String> {
    let above = |at: usize| {
        let mut parts: Vec<&str> = Vec::new();
        let cells = csv.titles.get(at).map(String::as_str).into_iter();
        for cell in cells.chain(csv.rows[..titles].iter().map(|row| row.cell(at))) {
            if !cell.is_empty() && csv.plain_number(cell).is_none() && !parts.contains(&cell) {
                parts.push(cell);
            }
        }
        parts.join(" ")
    };
    let width = csv.rows[..titles].iter().map(|row| row.cells.len()).chain([csv.titles.len()]).max().unwrap_or(0);
    (0..width.min(MOST_COLUMNS)).map(above).collect()
}

/// Takes the samples of a table.
pub(super) fn read(reading: &mut Reading, file: usize, text: &str, chosen: &[(String, String)]) {
    let csv = Csv::parse(text);
    let layout = match Layout::of(&csv, chosen) {
        Ok(layout) => layout,
        Err(why) => return reading.wrong(file, 0, "", why),
    };
    for (name, role) in chosen {
        if !layout.names.iter().any(|own| own.trim().eq_ignore_ascii_case(name.trim())) {
            reading.notes.push(format!("No column is named {:?}, which was to be {role}.", issues::name(name)));
        }
    }
    match &layout.shape {
        Shape::Wide(columns) => wide(reading, file, &layout, columns),
        Shape::Long { metric, value, unit } => long(reading, file, &layout, *metric, *value, *unit),
    }
}

fn wide(reading: &mut Reading, file: usize, layout: &Layout<'_>, columns: &[(usize, Named)]) {
    let own = [Some(layout.time.0), layout.time.1, layout.host, layout.part];
    for (at, name) in layout.names.iter().enumerate() {
        if !own.contains(&Some(at)) && !columns.iter().any(|column| column.0 == at) && !name.is_empty() {
            reading.ignored.push((file, issues::name(name)));
        }
    }
    for row in layout.rows() {
        let at = match layout.at(row) {
            Ok(at) => at,
            Err(why) => {
                reading.wrong(file, row.line, &layout.names[layout.time.0], why);
                continue;
            }
        };
        for (column, named) in columns {
            let name = &layout.names[*column];
            let cell = Cell { text: row.cell(*column), line: row.line, at, name, named, sum: is_sum(name) };
            take(reading, file, layout, row, &cell, named.meaning);
        }
    }
}

fn long(reading: &mut Reading, file: usize, layout: &Layout<'_>, metric: usize, value: usize, units: Option<usize>) {
    let ganglia = is_ganglia(layout.rows().iter().map(|row| row.cell(metric)));
    // A metric is many rows: it is looked up once.
    let mut known: BTreeMap<&str, Option<Named>> = BTreeMap::new();
    for row in layout.rows() {
        let name = row.cell(metric);
        let told = known.entry(name).or_insert_with(|| named(name, ganglia));
        let Some(told) = told else { continue };
        match layout.at(row) {
            Ok(at) => {
                let mut meaning = told.meaning;
                let unit = units.and_then(|at| unit(row.cell(at).trim_end_matches("/s").trim_end_matches("/Second")));
                meaning.unit = meaning.unit.or(unit);
                let sum = is_sum(name) || is_sum(&layout.names[value]);
                let cell = Cell { text: row.cell(value), line: row.line, at, name, named: told, sum };
                take(reading, file, layout, row, &cell, meaning);
            }
            Err(why) => reading.wrong(file, row.line, &layout.names[layout.time.0], why),
        }
    }
    let ignored = known.iter().filter(|one| one.1.is_none()).map(|one| (file, issues::name(one.0)));
    reading.ignored.extend(ignored);
}

fn is_sum(name: &str) -> bool {
    words(name).iter().any(|word| word.eq_ignore_ascii_case("sum"))
}

struct Cell<'a> {
    text: &'a str,
    line: usize,
    at: Timestamp,
    /// The column's title, or the metric's name.
    name: &'a str,
    named: &'a Named,
    sum: bool,
}

/// Takes the number of a cell.
fn take(reading: &mut Reading, file: usize, layout: &Layout<'_>, row: &CsvRow, cell: &Cell<'_>, mut meaning: Meaning) {
    if cell.text.is_empty() {
        return;
    }
    let (mut value, own) = match amount(cell.text, |text| layout.csv.plain_number(text)) {
        Ok(told) => told,
        Err(why) => return reading.wrong(file, cell.line, cell.name, format!("{why}; the sample is left out")),
    };
    if let Some(own) = own {
        let Some((inside, unit)) = in_unit(value, own, meaning) else {
            let why = format!("{} where the column has another unit; the sample is left out", own.word());
            return reading.wrong(file, cell.line, cell.name, why);
        };
        (value, meaning.unit) = (inside, Some(unit));
    }
    let named = cell.named;
    let host = layout.host.map(|at| issues::name(row.cell(at))).or_else(|| named.host.clone()).unwrap_or_default();
    let part = layout.part.map_or_else(|| named.part.clone(), |at| issues::name(row.cell(at)));
    let key = Key { file, column: cell.name.to_owned(), host, kind: meaning.kind, part };
    if let Some(before) = reading.series.get(&key).and_then(|one| one.meaning.unit)
        && let Some(now) = meaning.unit
        && before.word() != now.word()
    {
        let why = format!("{} in a column of {}; the sample is left out", now.word(), before.word());
        return reading.wrong(file, cell.line, cell.name, why);
    }
    reading.add(key, meaning, cell.sum, Point { at: cell.at, value, line: cell.line });
}

/// A number with a unit of its own in the unit of its column, or in plain bytes where that has none.
fn in_unit(value: f64, own: Unit, meaning: Meaning) -> Option<(f64, Unit)> {
    let memory = meaning.kind.is_memory();
    let size = |unit: Unit| matches!(unit, Unit::Bytes { .. } | Unit::Bits(_));
    let base = value * own.factor(memory);
    match meaning.unit {
        Some(column)
            if size(own) == size(column) && matches!(own, Unit::Cores(_)) == matches!(column, Unit::Cores(_)) =>
        {
            Some((base / column.factor(memory), column))
        }
        Some(_) => None,
        None if size(own) => Some((base, Unit::Bytes { decimal: 1.0, binary: 1.0 })),
        None => Some((value, own)),
    }
}
