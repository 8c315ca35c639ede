//! What was typed, parsed into what is meant.

use std::ffi::OsString;
use std::path::PathBuf;

use afterglow_engine::{AdviseQuery, MachineUseQuery, Machines, PastRunsAt, PastRunsQuery, PredictQuery, Trust};
use lexopt::{Arg, Parser, ValueExt};

use crate::away::{Away, Kind};
use crate::emit::Wanted;
use crate::help;
use crate::verify::With;

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
    Advise {
        query: Box<AdviseQuery>,
        window: Option<String>,
    },
    Emit(Wanted),
    Table(Box<PastRunsQuery>),
    Rightsize(Box<MachineUseQuery>),
    Redact {
        out: PathBuf,
        key: Option<Vec<u8>>,
    },
    /// A report, a trace or a session.
    Away(Away),
    /// What sensitive content logs have.
    Inventory,
    /// Puts files together into one house.
    House {
        out: PathBuf,
    },
    /// Whether a report, the first path, stands.
    Verify(With),
    /// What is printed.
    Help(String),
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
    /// A house file, under which runs are answered about.
    pub(crate) house: Option<PathBuf>,
    /// Newer price files, laid over it in their order.
    pub(crate) catalogues: Vec<PathBuf>,
}

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
    let mut samples = MachineUseQuery::default();
    let (mut out, mut key, mut window) = (None, None, None);
    let (mut house, mut catalogues) = (None, Vec::new());
    let (mut choice, mut kind) = (1, "spark-submit".to_owned());
    let (mut redacted, mut help) = (false, false);
    let mut given: Vec<String> = Vec::new();
    while let Some(arg) = parser.next().map_err(|error| error.to_string())? {
        match arg {
            Arg::Long(name) => given.push(name.to_owned()),
            Arg::Short(letter) => given.push(letter.to_string()),
            Arg::Value(_) => {}
        }
        match arg {
            Arg::Short('h') | Arg::Long("help") => help = true,
            Arg::Long("redact") => redacted = true,
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
            Arg::Long("window") => window = Some(text(&mut parser)?),
            Arg::Long("house") => house = Some(path(&mut parser)?),
            Arg::Long("catalogue" | "catalog") => catalogues.push(path(&mut parser)?),
            Arg::Long("current") => advise.current_instance = Some(text(&mut parser)?),
            Arg::Long("current-region") => advise.current_region = Some(text(&mut parser)?),
            Arg::Long("choice") => {
                choice = text(&mut parser)?.parse().ok().filter(|&rank| rank > 0).ok_or("--choice is a rank from 1")?;
            }
            Arg::Long(role @ ("nodes" | "runtime" | "data" | "machine" | "job" | "class")) => {
                let role = role.to_owned();
                table.roles.push((text(&mut parser)?, role));
            }
            Arg::Long("ignore") => {
                let column = text(&mut parser)?;
                samples.columns.push((column.clone(), "ignored".to_owned()));
                table.roles.push((column, "ignored".to_owned()));
            }
            Arg::Long(role @ ("time" | "host" | "cpu" | "memory" | "network" | "disk")) => {
                let role = role.to_owned();
                samples.columns.push((text(&mut parser)?, role));
            }
            Arg::Long("percentile") => samples.percentile = Some(percentile(&text(&mut parser)?)?),
            Arg::Long("runtime-unit") => {
                let unit = text(&mut parser)?;
                if !["ms", "s", "min", "h"].contains(&unit.as_str()) {
                    return Err(format!("--runtime-unit is ms, s, min or h, not {unit:?}"));
                }
                table.runtime_unit = Some(unit);
            }
            Arg::Long("stop-below") => table.stop_below = Some(share(&text(&mut parser)?)?),
            Arg::Long("of") => table.of = Some(text(&mut parser)?),
            Arg::Long("like") => table.like = Some(text(&mut parser)?),
            Arg::Long("at") => table.at.push(at(&text(&mut parser)?)?),
            Arg::Short('o') | Arg::Long("output") => {
                out = Some(path(&mut parser)?);
            }
            Arg::Long("key") => {
                let path = text(&mut parser)?;
                let mut bytes = std::fs::read(&path).map_err(|error| format!("{path}: {error}"))?;
                // A key that was copied from the page into a file ends in a newline by most editors' will.
                if bytes.is_ascii() {
                    bytes.truncate(bytes.trim_ascii_end().len());
                }
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
    if help || verb.as_deref() == Some("help") {
        let named = verb.filter(|verb| verb != "help");
        let named = named.or_else(|| paths.first().map(|word| word.to_string_lossy().into_owned()));
        let text = match named.as_deref() {
            None => help::overview(),
            Some(name) => {
                help::command(name).ok_or(format!("there is no command {name:?}; see afterglow help"))?.help()
            }
        };
        return Ok(Command { verb: Verb::Help(text), paths, format, hash, trust, house, catalogues });
    }
    // An option that changes nothing would be taken for one that did.
    if let Some(command) = verb.as_deref().and_then(help::command)
        && let Some(why) = given.iter().find_map(|option| command.refuses(option))
    {
        return Err(why);
    }
    let machines = Machines {
        instance: advise.current_instance.clone(),
        region: advise.current_region.clone(),
        rates: advise.rates.clone(),
    };
    let verb = match verb.as_deref() {
        Some(kind @ ("report" | "trace" | "session")) => Verb::Away(Away {
            kind: match kind {
                "report" => Kind::Report,
                "trace" => Kind::Trace,
                _ => Kind::Session,
            },
            out: out.ok_or(format!("{kind} needs -o OUT"))?,
            redacted: redacted || key.is_some(),
            key,
            machines,
        }),
        Some("profile") => Verb::Profile(machines),
        Some("predict") => Verb::Predict(predict),
        Some("advise") => Verb::Advise { query: Box::new(advise), window },
        Some("emit") => {
            let wanted = Wanted { query: Box::new(advise), choice, kinds: kind, folder: out };
            if wanted.folder.is_none() && !wanted.is_one() {
                return Err("several kinds of configuration need -o FOLDER".to_owned());
            }
            Verb::Emit(wanted)
        }
        Some("table") => Verb::Table(Box::new(table)),
        Some("rightsize") => Verb::Rightsize(Box::new(MachineUseQuery {
            current_instance: advise.current_instance,
            current_region: advise.current_region,
            clouds: advise.clouds,
            regions: advise.regions,
            policy: advise.policy,
            rates: advise.rates,
            ..samples
        })),
        Some("redact") => Verb::Redact { out: out.ok_or("redact needs -o OUT")?, key },
        Some("verify") => Verb::Verify(With { key, policy: advise.policy, rates: advise.rates }),
        Some("inventory") => Verb::Inventory,
        Some("house") => Verb::House { out: out.ok_or("house needs -o OUT")? },
        Some("version") => Verb::Version,
        None => return Err(format!("a command is missing\n\n{}", help::overview())),
        Some(other) => return Err(format!("there is no command {other:?}; see afterglow help")),
    };
    if matches!(verb, Verb::Verify(_)) && paths.len() < 2 {
        return Err("verify needs a report and the files that it was made from".to_owned());
    }
    if paths.is_empty() && !matches!(verb, Verb::Version) {
        return Err("a PATH is missing: give a log file, a folder or a zip".to_owned());
    }
    Ok(Command { verb, paths, format, hash, trust, house, catalogues })
}

fn text(parser: &mut Parser) -> Result<String, String> {
    parser.value().and_then(ValueExt::string).map_err(|error| error.to_string())
}

fn path(parser: &mut Parser) -> Result<PathBuf, String> {
    parser.value().map(PathBuf::from).map_err(|error| error.to_string())
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

fn percentile(word: &str) -> Result<f64, String> {
    word.parse()
        .ok()
        .filter(|percent: &f64| *percent > 0.0 && *percent <= 100.0)
        .ok_or(format!("--percentile: {word:?} is not above 0 and up to 100"))
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
        let Ok(Command { verb: Verb::Advise { query, .. }, .. }) = parsed("advise a --deadline 1.5h") else {
            panic!("advise")
        };
        assert_eq!(query.deadline_ms, Some(5.4e6));
        let words = "table a --runtime Time --ignore id --at nodes=8,data=1.5,machine=m5.xlarge,k=-2";
        let Ok(Command { verb: Verb::Table(query), .. }) = parsed(words) else { panic!("table") };
        let role = |name: &str, role: &str| (name.to_owned(), role.to_owned());
        assert_eq!(query.roles, [role("Time", "runtime"), role("id", "ignored")]);
        assert_eq!((query.at[0].nodes, query.at[0].data), (Some(8.0), Some(1.5)));
        let words = "table a --job Workload --of new --like memory";
        let Ok(Command { verb: Verb::Table(of), .. }) = parsed(words) else { panic!("table") };
        assert_eq!((of.of.as_deref(), of.like.as_deref()), (Some("new"), Some("memory")));
        assert_eq!(of.roles, [role("Workload", "job")]);
        let words = "rightsize a b --current aws:m5.large --percentile 99 --cpu load --regions us-east-1";
        let Ok(Command { verb: Verb::Rightsize(samples), .. }) = parsed(words) else { panic!("rightsize") };
        assert_eq!((samples.percentile, samples.columns), (Some(99.0), vec![role("load", "cpu")]));
        assert_eq!(samples.current_instance.as_deref(), Some("aws:m5.large"));
        assert_eq!((query.at[0].machine.as_deref(), query.at[0].others[0].1), (Some("m5.xlarge"), -2.0));
    }

    #[test]
    fn help_is_of_the_command_that_is_named() {
        for words in ["trace --help", "help trace", "--help trace", "trace a -h"] {
            let Ok(Command { verb: Verb::Help(text), .. }) = parsed(words) else { panic!("{words}") };
            assert!(text.starts_with("afterglow trace PATH"), "{words}: {text}");
        }
        assert!(matches!(parsed("--help"), Ok(Command { verb: Verb::Help(text), .. }) if text.contains("rightsize")));
    }

    #[test]
    fn bad_usage_says_what_is_wrong() {
        for (words, part) in [
            ("profile", "PATH"),
            ("verify report.html", "the files that it was made from"),
            ("verify report.html a --slots 3", "not with verify"),
            ("fly a", "no command"),
            ("profile a --format xml", "--format"),
            ("advise a --deadline 30", "needs a unit"),
            ("predict a --slots 0", "--slots"),
            ("profile a --frob", "--frob"),
            ("redact a -o b --house c", "--house goes with profile"),
            ("trace a", "-o OUT"),
            ("report a -o b --slots 3", "not with report"),
            ("emit a --as emr,terraform", "-o FOLDER"),
            ("emit a --as all", "-o FOLDER"),
            ("table a --at nodes=0", "--at"),
            ("table a --at nodes", "name=value"),
            ("table a --runtime-unit days", "--runtime-unit"),
            ("table a --stop-below 5", "--stop-below"),
            ("rightsize a --percentile 0", "--percentile"),
        ] {
            let error = parsed(words).expect_err("bad usage");
            assert!(error.contains(part), "{words}: {error}");
        }
    }
}
