//! A log of any length: a real small one, its jobs repeated with other ids at later times and with more tasks.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use crate::shell::{Outcome, files_under, read, root};

/// Tasks for each one of the original.
const TASKS: i64 = 40;
/// What the ids of one round are less than.
const IDS: i64 = 1_000;

/// Makes a plain log of about so many bytes, or takes the one that was made before.
pub(super) fn log(bytes: u64) -> Outcome<PathBuf> {
    let path = root().join(format!("target/bench/made-{}.log", bytes >> 20));
    if path.is_file() {
        return Ok(path);
    }
    let folder = root().join("tests/fixtures/3.5.9/local/none/log");
    let source = files_under(&folder, &[])?.into_iter().next().ok_or("the fixture 3.5.9/local/none has no log")?;
    let text = read(&source)?;
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|line| line.contains("SQLExecutionStart\"") || is(line, "JobStart"));
    let (head, rest) = lines.split_at(first.ok_or("the fixture has no job")?);
    let (body, tail): (Vec<&str>, Vec<&str>) = rest.iter().partition(|line| !is(line, "ApplicationEnd"));
    let clock = Clock::of(&body).ok_or("the fixture has no tasks")?;

    std::fs::create_dir_all(root().join("target/bench"))?;
    let unfinished = path.with_extension("part");
    let mut out = BufWriter::new(File::create(&unfinished)?);
    let mut written = 0;
    let mut put = |line: &str| -> Outcome<u64> {
        out.write_all(line.as_bytes())?;
        out.write_all(b"\n")?;
        written += line.len() as u64 + 1;
        Ok(written)
    };
    for line in head {
        put(line)?;
    }
    let mut round = 0;
    loop {
        let mut length = 0;
        for line in &body {
            if is(line, "TaskEnd") {
                let length = number(line, "Finish Time") - number(line, "Launch Time");
                let id = number(line, "Task ID");
                let start = body.iter().find(|line| is(line, "TaskStart") && number(line, "Task ID") == id);
                for task in 0..TASKS {
                    for line in start.into_iter().chain([line]) {
                        put(&of_task(line, &clock, round, task, length))?;
                    }
                }
            } else if !is(line, "TaskStart") {
                length = put(&of_round(line, &clock, round))?;
            }
        }
        round += 1;
        if length >= bytes {
            break;
        }
    }
    for line in tail {
        put(&of_round(line, &clock, round))?;
    }
    out.flush()?;
    std::fs::rename(&unfinished, &path)?;
    Ok(path)
}

fn is(line: &str, event: &str) -> bool {
    line.strip_prefix(r#"{"Event":"SparkListener"#).is_some_and(|rest| rest.starts_with(&format!("{event}\"")))
}

/// The first number behind a key; 0 if there is none.
fn number(line: &str, wanted: &str) -> i64 {
    let mut found = None;
    rewritten(line, |key, value| {
        found = found.or((key == wanted).then_some(value));
        value
    });
    found.unwrap_or(0)
}

/// A line with the ids and times of its round.
fn of_round(line: &str, clock: &Clock, round: i64) -> String {
    rewritten(line, |key, value| match key {
        "Job ID"
        | "Stage ID"
        | "Stage IDs"
        | "Parent IDs"
        | "executionId"
        | "rootExecutionId"
        | "accumulatorId"
        | "ID"
        | "spark.sql.execution.id" => value + round * IDS,
        "Timestamp" | "Submission Time" | "Completion Time" | "First Task Launched Time" | "time" | "Time" => {
            clock.at(value, round)
        }
        "Number of Tasks" => value * TASKS,
        _ => value,
    })
}

/// The start or the end of one of the tasks that stand for one: on its slot, one after another, in a time stretched for
/// them.
fn of_task(line: &str, clock: &Clock, round: i64, task: i64, length: i64) -> String {
    let mut launched = 0;
    rewritten(line, |key, value| match key {
        "Stage ID" | "ID" => value + round * IDS,
        "Task ID" => (value + round * IDS) * TASKS + task,
        "Index" | "Partition ID" => value * TASKS + task,
        "Launch Time" => {
            launched = value;
            clock.at(value, round) + task * length
        }
        // A start has no finish.
        "Finish Time" if value > 0 => clock.at(launched, round) + task * length + (value - launched),
        _ => value,
    })
}

/// A line with its whole numbers changed: `change` gets each with the key that it, or the array that it is in, stands
/// behind. Everything else stays as it is, in the order that Spark wrote it in.
fn rewritten(line: &str, mut change: impl FnMut(&str, i64) -> i64) -> String {
    let mut out = String::with_capacity(line.len() + 64);
    let mut key = "";
    let mut rest = line;
    while let Some(at) = rest.find(|c: char| c == '"' || c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let number = from.len() - from.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        // Digits behind a letter or a point are part of something else.
        let apart = !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-'));
        let text = if number > 0 { &from[..number] } else { string(from) };
        rest = &from[text.len()..];
        let inner = text.trim_matches('"');
        let quoted_id = number == 0 && key == "spark.sql.execution.id";
        if number == 0 && rest.starts_with(':') {
            key = inner;
        } else if (number > 0 && apart || quoted_id)
            && let Ok(value) = inner.parse::<i64>()
        {
            out.push_str(&text.replace(inner, &change(key, value).to_string()));
            continue;
        }
        out.push_str(text);
    }
    out + rest
}

/// The string that a text begins with, quotes and all.
fn string(text: &str) -> &str {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text, |end| &text[..end + 2])
}

/// The time of a round: that of the original, stretched for the tasks, behind the rounds before.
struct Clock {
    start: i64,
    length: i64,
}

impl Clock {
    fn of(lines: &[&str]) -> Option<Self> {
        let ends: Vec<&str> = lines.iter().filter(|line| is(line, "TaskEnd")).copied().collect();
        let start = ends.iter().map(|line| number(line, "Launch Time")).min()?;
        let end = ends.iter().map(|line| number(line, "Finish Time")).max()?;
        // A second before and behind, for what happens without tasks.
        Some(Self { start: start - 1000, length: end - start + 2000 })
    }

    fn at(&self, time: i64, round: i64) -> i64 {
        self.start + round * self.length * TASKS + (time - self.start) * TASKS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_behind_their_keys_change() {
        let line = r#"{"Event":"x 7","ID":7,"Stage IDs":[1,2],"a":"ID\":7","Host":"h7","v":7.5,"ID":-7}"#;
        let shifted = rewritten(line, |key, value| if matches!(key, "ID" | "Stage IDs") { value + 10 } else { value });
        assert_eq!(shifted, r#"{"Event":"x 7","ID":17,"Stage IDs":[11,12],"a":"ID\":7","Host":"h7","v":7.5,"ID":-7}"#);
    }
}
