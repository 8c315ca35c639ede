//! What was typed, parsed into what is meant.

use std::ffi::OsString;
use std::path::PathBuf;

use afterglow_engine::{AdviseQuery, Machines, PastRunsAt, PastRunsQuery, PredictQuery, Trust};
use lexopt::{Arg, Parser, ValueExt};

/// How the result is written to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
}

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verb {
    Profile(Machines),
    Predict(PredictQuery),
    Advise(Box<AdviseQuery>),
    Emit { query: Box<AdviseQuery>, choice: usize, kind: String },
    Table(Box<PastRunsQuery>),
    Redact { out: PathBuf, key: Option<Vec<u8>> },
    Help,
    Version,
}

/// A parsed command line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Command {
    pub(crate) verb: Verb,
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) format: Format,
    pub(crate) hash: bool,
    /// Whether packed files may unpack to whatever they do.
    pub(crate) trust: Trust,
}

pub(crate) const USAGE: &str = "\
afterglow <command> PATH... [options]

Commands
  profile   what the run spent, where, and what holds it back
            --current aws:m5.xlarge --current-region R --rates FILE: the findings in dollars
  predict   how it scales: --slots 1,2,4,8 --data-scale 1.0,2.0 --instance aws:m7g.2xlarge --conf k=v
  advise    which cluster to take: --clouds aws,gcp,azure,onprem (else the run's own) --regions R,..
            --deadline 30m --budget-usd 5
            --goal cheapest|fastest|balanced --policy FILE --rates FILE --current aws:m5.xlarge
  emit      configuration to paste: --choice N --as spark-submit|spark-defaults|emr|dataproc|databricks|
            hdinsight|kubernetes|terraform, with the options of advise
  table     runtimes from a table of past runs (CSV): --nodes COL --runtime COL --runtime-unit s|ms|min|h --data COL
            --machine COL (else by the columns' names) --ignore COL --stop-below 0.05
            --at nodes=8,data=100,machine=m5.xlarge
  redact    the same log without its text: -o OUT, --key FILE (else a key made for this once)
  help, version

PATH is a log file, a rolled log's folder, a zip of the History Server, or a folder of logs; for table a CSV file.
Options: --format text|json (text), --no-hash (leave out the files' sha256),
         --trust-size (read files that unpack to suspiciously much)
Exit: 0 done, 1 bad usage, 2 nothing could be read (no Spark event log, no usable table), 3 partly read";

/// Parses the words behind the program's name.
pub(crate) fn parse(words: impl Iterator<Item = OsString>) -> Result<Command, String> {
    let mut parser = Parser::from_args(words);
    let mut verb = None;
    let mut paths = Vec::new();
    let mut format = Format::Text;
    let mut hash = true;
    let mut trust = Trust::default();
    let mut predict = PredictQuery::default();
    let mut advise = AdviseQuery::default();
    let mut table = PastRunsQuery::default();
    let (mut out, mut key) = (None, None);
    let (mut choice, mut kind) = (1, "spark-submit".to_owned());
    while let Some(arg) = parser.next().map_err(|error| error.to_string())? {
        match arg {
            Arg::Short('h') | Arg::Long("help") => verb = Some("help".to_owned()),
            Arg::Short('V') | Arg::Long("version") => verb = Some("version".to_owned()),
            Arg::Long("format") => {
                format = match text(&mut parser)?.as_str() {
                    "text" => Format::Text,
                    "json" => Format::Json,
                    other => return Err(format!("--format is text or json, not {other:?}")),
                }
            }
            Arg::Long("no-hash") => hash = false,
            Arg::Long("trust-size") => trust = Trust::Asked,
            Arg::Long("slots") => predict.slots = numbers(&text(&mut parser)?, "--slots")?,
            Arg::Long("data-scale") => predict.data_scale = scales(&text(&mut parser)?)?,
            Arg::Long("instance") => predict.instances.extend(list(&text(&mut parser)?)),
            Arg::Long("conf") => predict.conf.push(pair(&text(&mut parser)?)?),
            Arg::Long("clouds") => advise.clouds = list(&text(&mut parser)?),
            Arg::Long("regions") => advise.regions = list(&text(&mut parser)?),
            Arg::Long("deadline") => advise.deadline_ms = Some(duration_ms(&text(&mut parser)?)?),
            Arg::Long("budget-usd") => advise.budget_usd = Some(money(&text(&mut parser)?)?),
            Arg::Long("goal") => {
                let goal = text(&mut parser)?;
                if !["cheapest", "fastest", "balanced"].contains(&goal.as_str()) {
                    return Err(format!("--goal is cheapest, fastest or balanced, not {goal:?}"));
                }
                advise.goal = Some(goal);
            }
            Arg::Long("policy") => advise.policy = Some(file(&mut parser)?),
            Arg::Long("rates") => advise.rates = Some(file(&mut parser)?),
            Arg::Long("current") => advise.current_instance = Some(text(&mut parser)?),
            Arg::Long("current-region") => advise.current_region = Some(text(&mut parser)?),
            Arg::Long("choice") => {
                choice = text(&mut parser)?.parse().ok().filter(|&rank| rank > 0).ok_or("--choice is a rank from 1")?;
            }
            Arg::Long(role @ ("nodes" | "runtime" | "data" | "machine")) => {
                let role = role.to_owned();
                table.roles.push((text(&mut parser)?, role));
            }
            Arg::Long("ignore") => table.roles.push((text(&mut parser)?, "ignored".to_owned())),
            Arg::Long("runtime-unit") => {
                let unit = text(&mut parser)?;
                if !["ms", "s", "min", "h"].contains(&unit.as_str()) {
                    return Err(format!("--runtime-unit is ms, s, min or h, not {unit:?}"));
                }
                table.runtime_unit = Some(unit);
            }
            Arg::Long("stop-below") => table.stop_below = Some(share(&text(&mut parser)?)?),
            Arg::Long("at") => table.at.push(at(&text(&mut parser)?)?),
            Arg::Short('o') | Arg::Long("output") => {
                out = Some(PathBuf::from(parser.value().map_err(|error| error.to_string())?));
            }
            Arg::Long("key") => {
                let path = text(&mut parser)?;
                let bytes = std::fs::read(&path).map_err(|error| format!("{path}: {error}"))?;
                if bytes.len() < 16 {
                    return Err(format!("{path}: a key of fewer than 16 bytes can be guessed"));
                }
                key = Some(bytes);
            }
            Arg::Long("as") => kind = text(&mut parser)?,
            Arg::Value(word) if verb.is_none() => verb = Some(word.string().map_err(|error| error.to_string())?),
            Arg::Value(path) => paths.push(PathBuf::from(path)),
            other => return Err(format!("{}; see afterglow help", other.unexpected())),
        }
    }
    let verb = match verb.as_deref() {
        Some("profile") => Verb::Profile(Machines {
            instance: advise.current_instance,
            region: advise.current_region,
            rates: advise.rates,
        }),
        Some("predict") => Verb::Predict(predict),
        Some("advise") => Verb::Advise(Box::new(advise)),
        Some("emit") => Verb::Emit { query: Box::new(advise), choice, kind },
        Some("table") => Verb::Table(Box::new(table)),
        Some("redact") => Verb::Redact { out: out.ok_or("redact needs -o OUT")?, key },
        Some("version") => Verb::Version,
        Some("help") => Verb::Help,
        None => return Err(format!("a command is missing\n\n{USAGE}")),
        Some(other) => return Err(format!("there is no command {other:?}; see afterglow help")),
    };
    if paths.is_empty() && !matches!(verb, Verb::Help | Verb::Version) {
        return Err("a PATH is missing: give a log file, a folder or a zip".to_owned());
    }
    Ok(Command { verb, paths, format, hash, trust })
}

fn text(parser: &mut Parser) -> Result<String, String> {
    parser.value().and_then(ValueExt::string).map_err(|error| error.to_string())
}

fn file(parser: &mut Parser) -> Result<String, String> {
    let path = text(parser)?;
    std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))
}

fn list(words: &str) -> Vec<String> {
    words.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn numbers(words: &str, option: &str) -> Result<Vec<u32>, String> {
    list(words)
        .iter()
        .map(|word| {
            word.parse().ok().filter(|&slots| slots > 0).ok_or(format!("{option}: {word:?} is no number of slots"))
        })
        .collect()
}

fn scales(words: &str) -> Result<Vec<f64>, String> {
    list(words)
        .iter()
        .map(|word| {
            word.parse()
                .ok()
                .filter(|scale: &f64| (1e-6..=1e6).contains(scale))
                .ok_or(format!("--data-scale: {word:?} is no factor from 0.000001 to 1000000"))
        })
        .collect()
}

fn pair(word: &str) -> Result<(String, String), String> {
    let (key, value) = word.split_once('=').ok_or(format!("--conf takes key=value, not {word:?}"))?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

/// A configuration to predict: `nodes=8,data=100,machine=m5.xlarge`, other columns by their names.
fn at(words: &str) -> Result<PastRunsAt, String> {
    let mut at = PastRunsAt::default();
    for word in list(words) {
        let (key, value) = word.split_once('=').ok_or(format!("--at takes name=value, not {word:?}"))?;
        let (key, value) = (key.trim(), value.trim());
        if key == "machine" {
            at.machine = Some(value.to_owned());
            continue;
        }
        let number: f64 = value
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite() && (*number > 0.0 || !["nodes", "data"].contains(&key)))
            .ok_or(format!("--at: {word:?} is no number above 0"))?;
        match key {
            "nodes" => at.nodes = Some(number),
            "data" => at.data = Some(number),
            other => at.others.push((other.to_owned(), number)),
        }
    }
    Ok(at)
}

fn share(word: &str) -> Result<f64, String> {
    word.parse()
        .ok()
        .filter(|share: &f64| (0.0..1.0).contains(share))
        .ok_or(format!("--stop-below: {word:?} is no share from 0 to 1"))
}

fn money(word: &str) -> Result<f64, String> {
    word.parse()
        .ok()
        .filter(|usd: &f64| usd.is_finite() && *usd >= 0.0)
        .ok_or(format!("--budget-usd: {word:?} is no amount"))
}

/// A length of time: `90s`, `30m`, `1.5h`, `2d`, `1500ms`; a bare number is minutes' business of nobody and refused.
fn duration_ms(word: &str) -> Result<f64, String> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &word[digits.len()..] {
        "ms" => 1.0,
        "s" => 1e3,
        "m" | "min" => 6e4,
        "h" => 3.6e6,
        "d" => 8.64e7,
        _ => return Err(format!("--deadline: {word:?} needs a unit: ms, s, m, h or d")),
    };
    let number: f64 = digits.parse().map_err(|_| format!("--deadline: {word:?} is no length of time"))?;
    if number.is_finite() && number > 0.0 {
        Ok(number * unit)
    } else {
        Err(format!("--deadline: {word:?} must be above 0"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &str) -> Result<Command, String> {
        parse(words.split(' ').map(OsString::from))
    }

    #[test]
    fn words_become_what_they_mean() {
        let command = parsed("predict a.log --slots 1,2 --data-scale 1.0,2.0 --format json").expect("good usage");
        let Verb::Predict(query) = command.verb else { panic!("predict") };
        assert_eq!((query.slots, query.data_scale), (vec![1, 2], vec![1.0, 2.0]));
        assert_eq!(command.format, Format::Json);
        let Ok(Command { verb: Verb::Advise(query), .. }) = parsed("advise a --deadline 1.5h") else {
            panic!("advise")
        };
        assert_eq!(query.deadline_ms, Some(5.4e6));
        let words = "table a --runtime Time --ignore id --at nodes=8,data=1.5,machine=m5.xlarge,k=-2";
        let Ok(Command { verb: Verb::Table(query), .. }) = parsed(words) else { panic!("table") };
        let role = |name: &str, role: &str| (name.to_owned(), role.to_owned());
        assert_eq!(query.roles, [role("Time", "runtime"), role("id", "ignored")]);
        assert_eq!((query.at[0].nodes, query.at[0].data), (Some(8.0), Some(1.5)));
        assert_eq!((query.at[0].machine.as_deref(), query.at[0].others[0].1), (Some("m5.xlarge"), -2.0));
    }

    #[test]
    fn bad_usage_says_what_is_wrong() {
        for (words, part) in [
            ("profile", "PATH"),
            ("fly a", "no command"),
            ("profile a --format xml", "--format"),
            ("advise a --deadline 30", "needs a unit"),
            ("predict a --slots 0", "--slots"),
            ("profile a --frob", "--frob"),
            ("table a --at nodes=0", "--at"),
            ("table a --at nodes", "name=value"),
            ("table a --runtime-unit days", "--runtime-unit"),
            ("table a --stop-below 5", "--stop-below"),
        ] {
            let error = parsed(words).expect_err("bad usage");
            assert!(error.contains(part), "{words}: {error}");
        }
    }
}
