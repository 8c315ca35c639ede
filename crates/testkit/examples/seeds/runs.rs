//! Lines and small runs out of the fixtures.

use std::collections::BTreeMap;

use afterglow_eventlog::discover::{Limits, discover};
use afterglow_testkit::{fixtures, inputs, plain_text};

/// The shortest line of each kind of event, by the event's name.
pub(crate) type Kinds = BTreeMap<String, Vec<u8>>;

/// The first line of a session's file.
pub(crate) const SESSION_HEAD: &[u8] = br#"{"Event":"AfterglowSession","Format":1,"written_by":"0.1.0","redacted":false,"settings":{"view":"stages","machine":"aws:m5.xlarge","house_sha256":null},"log":"app-1","files":[{"name":"app-1","bytes":900,"codec":"zstd","sha256":"00"}],"lines":40,"lines_rejected":1,"warnings":[{"code":"lines-rejected","message":"a line"}],"partial":false,"compacted":false,"other_events":{"X":2}}
"#;

/// A longer line makes mutations rare where they matter.
const LONGEST_LINE: usize = 12_000;
/// Lines of each kind in a small run.
const OF_EACH: usize = 4;
const EDGES: [&str; 6] =
    ["-1", "0", "9223372036854775807", "-9223372036854775808", "18446744073709551615", "1.7976931348623157e308"];

fn lines_of(text: &[u8]) -> impl Iterator<Item = (String, &[u8])> {
    let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty() && line.len() <= LONGEST_LINE);
    lines.map(|line| (String::from_utf8_lossy(line).split('"').nth(3).unwrap_or_default().to_owned(), line))
}

fn texts() -> Vec<(String, Vec<u8>)> {
    let logs = fixtures().into_iter().flat_map(|fixture| {
        let found = discover(&inputs(&fixture.path), &Limits::default());
        let name = fixture.name.replace('/', "-");
        found.logs.iter().map(|log| (name.clone(), plain_text(log).concat())).collect::<Vec<_>>()
    });
    logs.collect()
}

pub(crate) fn kinds() -> Kinds {
    let mut kinds = Kinds::new();
    for (_, text) in texts() {
        for (kind, line) in lines_of(&text) {
            let line = [line, b"\n"].concat();
            let shortest = kinds.entry(kind).or_insert_with(|| line.clone());
            if line.len() < shortest.len() {
                *shortest = line;
            }
        }
    }
    kinds
}

/// The first lines of each kind of some runs, and one of them with numbers at the edges.
pub(crate) fn small() -> Vec<(String, Vec<u8>)> {
    let mut runs: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, text) in texts() {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut run = Vec::new();
        for (kind, line) in lines_of(&text) {
            let count = counts.entry(kind).or_default();
            *count += 1;
            if *count <= OF_EACH && run.len() + line.len() < 18_000 {
                run.extend_from_slice(line);
                run.push(b'\n');
            }
        }
        runs.push((name, run));
    }
    let edged: Vec<_> = runs.iter().step_by(5).flat_map(|(name, run)| edges(name, run)).collect();
    runs.extend(edged);
    runs
}

/// A run with every seventh number replaced, in several ways.
fn edges(name: &str, run: &[u8]) -> Vec<(String, Vec<u8>)> {
    let text = String::from_utf8_lossy(run).into_owned();
    let with = |edge: &str, from: usize| {
        let (mut out, mut at, mut rest) = (String::new(), from, text.as_str());
        while let Some(colon) = rest.find("\":") {
            let (before, value) = rest.split_at(colon + 2);
            let digits = value.find(|c: char| !(c.is_ascii_digit() || c == '-')).unwrap_or(value.len());
            out += before;
            at += usize::from(digits > 0);
            out += if digits > 0 && at % 7 == 0 { edge } else { &value[..digits] };
            rest = &value[digits..];
        }
        (out + rest).into_bytes()
    };
    let ways = EDGES.iter().enumerate().flat_map(|(at, edge)| [(at, *edge, at), (at, *edge, at + 3)]);
    ways.map(|(at, edge, from)| (format!("{name}-edge-{at}-{from}"), with(edge, from))).collect()
}

/// The keys of a line.
pub(crate) fn keys(line: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(line);
    let plain = |key: &&str| key.len() < 40 && key.bytes().all(|byte| byte == b' ' || byte.is_ascii_alphanumeric());
    let keys = text.split("\":").filter_map(|before| before.rsplit('"').next()).filter(plain);
    keys.filter(|key| !key.is_empty()).map(str::to_owned).collect()
}
