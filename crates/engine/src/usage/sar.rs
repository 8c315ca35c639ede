//! What `sadf -d` and `sadf -j` write of sar's records: tables one below the other, or a tree.

use afterglow_catalog::Csv;
use afterglow_units::Cores;
use serde_json::{Map, Value};

use super::issues;
use super::known::known;
use super::series::{Key, Point, Reading};
use super::time::time;

/// Columns that tell devices, and nothing of use.
const PARTS: [&str; 3] = ["cpu", "iface", "dev"];

/// Whether a line is the head of a table of sadf: `# hostname;interval;timestamp;…`.
fn is_head(line: &str) -> bool {
    let line = line.trim_start_matches(['\u{feff}', '#', ' ']);
    [';', ',', '\t'].iter().any(|sign| line.starts_with(&format!("hostname{sign}interval{sign}timestamp{sign}")))
}

/// Whether a text has such tables.
pub(super) fn is_sadf(text: &str) -> bool {
    text.lines().take(50).any(is_head)
}

/// Takes the samples of all its tables.
pub(super) fn read(reading: &mut Reading, file: usize, text: &str) {
    let mut begin: Option<(usize, usize)> = None;
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if is_head(line) {
            if let Some((from, line_before)) = begin {
                table(reading, file, &text[from..at], line_before);
            }
            let skipped = line.len() - line.trim_start_matches(['\u{feff}', '#', ' ']).len();
            begin = Some((at + skipped, number));
        } else if begin.is_none() {
            restart(reading, file, &Csv::parse(line).titles);
        }
        at += line.len();
    }
    if let Some((from, line_before)) = begin {
        table(reading, file, &text[from..], line_before);
    }
}

/// `LINUX-RESTART (16 CPU)` tells the number of cores.
fn restart(reading: &mut Reading, file: usize, cells: &[String]) -> bool {
    let Some(cell) = cells.iter().find(|cell| cell.starts_with("LINUX-RESTART")) else { return false };
    let told = cell.split_once('(').and_then(|parts| parts.1.trim().split(' ').next()?.parse().ok());
    if let Some((cores, host)) = told.filter(|cores| *cores > 0).zip(cells.first()) {
        reading.cores.insert((file, issues::name(host)), Cores(cores));
    }
    true
}

fn table(reading: &mut Reading, file: usize, text: &str, lines_before: usize) {
    let csv = Csv::parse(text);
    let part = PARTS.iter().find_map(|name| csv.column(name));
    let own = [csv.column("hostname"), csv.column("interval"), csv.column("timestamp"), part];
    let columns: Vec<(usize, super::meaning::Meaning)> = (0..csv.header.len())
        .filter(|at| !own.contains(&Some(*at)))
        .filter_map(|at| Some((at, known(&csv.header[at], false)?)))
        .collect();
    if columns.is_empty() {
        let table = csv.titles.get(3..).unwrap_or_default().join(", ");
        return reading.ignored.push((file, issues::name(&table)));
    }
    let when = csv.column("timestamp").unwrap_or(2);
    let is_cpu = part.is_some_and(|part| csv.header[part] == "cpu");
    let all = |cell: &str| cell == "-1" || cell == "all";
    let summed = is_cpu && part.is_some_and(|part| csv.rows.iter().any(|row| all(row.cell(part))));
    for row in &csv.rows {
        let line = lines_before + row.line;
        if restart(reading, file, &row.cells) || row.cells.get(3).is_some_and(|cell| cell.starts_with("COM ")) {
            continue;
        }
        let Some(at) = time(row.cell(when)) else {
            let why = format!("“{}” is no time that is known; the row is left out", issues::name(row.cell(when)));
            reading.wrong(file, line, "timestamp", why);
            continue;
        };
        let device = part.map_or("", |part| row.cell(part));
        if summed && !all(device) {
            continue;
        }
        let device = if all(device) { "" } else { device };
        for (column, meaning) in &columns {
            let name = &csv.titles[*column];
            match csv.number(row, *column) {
                Ok(None) => {}
                Ok(Some(value)) => {
                    let key = Key {
                        file,
                        column: name.clone(),
                        host: issues::name(row.cell(0)),
                        kind: meaning.kind,
                        part: issues::name(device),
                    };
                    reading.add(key, *meaning, false, Point { at, value, line });
                }
                Err(issue) => reading.wrong(file, line, name, format!("{}; the sample is left out", issue.what)),
            }
        }
    }
}

/// Names of `sadf -j`, each with the column of `sadf -d` that it is.
const NAMES: [(&str, &str); 19] = [
    ("user", "%user"),
    ("usr", "%user"),
    ("nice", "%nice"),
    ("system", "%system"),
    ("sys", "%system"),
    ("iowait", "%iowait"),
    ("steal", "%steal"),
    ("idle", "%idle"),
    ("memfree", "kbmemfree"),
    ("avail", "kbavail"),
    ("memused", "kbmemused"),
    ("memused-percent", "%memused"),
    ("buffers", "kbbuffers"),
    ("cached", "kbcached"),
    ("rxkB", "rxkB/s"),
    ("txkB", "txkB/s"),
    ("rkB", "rkB/s"),
    ("wkB", "wkB/s"),
    ("rd_sec", "rd_sec/s"),
];

/// Takes the samples of a host in `sadf -j`.
pub(super) fn read_host(reading: &mut Reading, file: usize, host: &Value) {
    let name = issues::name(host["nodename"].as_str().unwrap_or_default());
    let cores = host["number-of-cpus"].as_u64().and_then(|cores| u32::try_from(cores).ok()).filter(|cores| *cores > 0);
    if let Some(cores) = cores {
        reading.cores.insert((file, name.clone()), Cores(cores));
    }
    for (number, one) in host["statistics"].as_array().into_iter().flatten().enumerate() {
        let stamp = &one["timestamp"];
        let told =
            format!("{} {}", stamp["date"].as_str().unwrap_or_default(), stamp["time"].as_str().unwrap_or_default());
        let Some(at) = time(&told) else {
            reading.wrong(
                file,
                0,
                "timestamp",
                format!("statistics[{number}] has no time that is known; it is left out"),
            );
            continue;
        };
        let mut take = |fields: &Map<String, Value>, part: &str| {
            for (key, column) in NAMES.iter().chain(&[("wr_sec", "wr_sec/s")]) {
                if let Some((value, meaning)) =
                    fields.get(*key).and_then(Value::as_f64).zip(known(&column.to_lowercase(), false))
                {
                    let key = Key {
                        file,
                        column: (*column).to_owned(),
                        host: name.clone(),
                        kind: meaning.kind,
                        part: issues::name(part),
                    };
                    reading.add(key, meaning, false, Point { at, value, line: 0 });
                }
            }
        };
        let each = |list: &Value, device: &str, take: &mut dyn FnMut(&Map<String, Value>, &str)| {
            for fields in list.as_array().into_iter().flatten().filter_map(Value::as_object) {
                take(fields, fields.get(device).and_then(Value::as_str).unwrap_or_default());
            }
        };
        let cpus = one["cpu-load"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        let all = cpus.iter().find(|cpu| cpu["cpu"] == "all");
        for fields in all.map_or(cpus, std::slice::from_ref).iter().filter_map(Value::as_object) {
            let cpu = fields.get("cpu").and_then(Value::as_str).filter(|cpu| *cpu != "all");
            take(fields, cpu.unwrap_or_default());
        }
        if let Some(fields) = one["memory"].as_object() {
            take(fields, "");
        }
        each(&one["network"]["net-dev"], "iface", &mut take);
        each(&one["disk"], "disk-device", &mut take);
    }
}
