//! `afterglow verify` as a whole: exit statuses, output that fits its schema, and lines that name the place.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn afterglow(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_afterglow")).args(words).output().expect("the program runs")
}

/// A folder of the test's own.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("verify-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn at(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        fs::write(self.0.join(name), bytes).expect("a file");
        self.at(name)
    }

    /// A report that a command prints.
    fn told(&self, name: &str, words: &[&str]) -> String {
        let output = afterglow(&[words, &["--format", "json"]].concat());
        assert!(!output.stdout.is_empty(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        self.file(name, output.stdout)
    }

    /// A report that a command writes.
    fn written(&self, name: &str, words: &[&str]) -> String {
        let out = self.at(name);
        let output = afterglow(&[words, &["-o", &out]].concat());
        assert!(Path::new(&out).exists(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        out
    }
}

fn log(name: &str) -> String {
    afterglow_testkit::fixture(name).path.display().to_string()
}

/// The verdict, which fits its schema.
fn json(words: &[&str]) -> (Option<i32>, Value) {
    let output = afterglow(&[&["verify"], words, &["--format", "json"]].concat());
    let path = afterglow_testkit::workspace_root().join("docs/schema/verify.schema.json");
    let schema = serde_json::from_str(&fs::read_to_string(path).expect("the schema is there")).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema is one");
    let value: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{words:?}: {error}: {}", String::from_utf8_lossy(&output.stderr)));
    let errors: Vec<String> =
        schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:?}");
    (output.status.code(), value)
}

/// What is printed for a person, on both outputs.
fn text(words: &[&str]) -> (Option<i32>, String) {
    let output = afterglow(&[&["verify"], words].concat());
    let said = String::from_utf8([output.stdout, output.stderr].concat()).expect("text");
    assert!(!said.contains(|letter: char| letter.is_control() && letter != '\n'), "{said:?}");
    (output.status.code(), said)
}

const POLICY: &str = r#"{"families": ["m6i"], "spot": false}"#;
const RATES: &str = "kind,cloud,discount_percent\ndiscount,aws,10\n";
const PRICES: &str =
    "cloud,region,instance_type,on_demand_usd_per_hour,od_date\naws,us-east-1,m5.xlarge,0.123,2099-01-01\n";

#[test]
fn what_the_program_writes_stands_and_what_was_altered_does_not() {
    let place = Place::new("stands");
    let log = log("3.5.9/standalone/sample-skew");
    let (policy, rates) = (place.file("policy.json", POLICY), place.file("rates.csv", RATES));
    let prices = place.file("prices.csv", PRICES);
    let house = place.written("house.json", &["house", &policy, &prices]);
    let machine = ["--current", "aws:m5.xlarge"];
    let under = ["--house", &house, "--rates", &rates];
    let with = |words: &[&'static str], more: &[&str]| -> Vec<String> {
        [words, &[log.as_str()], more].concat().into_iter().map(str::to_owned).collect()
    };
    let of = |words: &[String], name: &str| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if words[0] == "report" { place.written(name, &words) } else { place.told(name, &words) }
    };
    for (name, words, given) in [
        ("r.html", with(&["report"], &machine), &[][..]),
        ("r.md", with(&["report"], &machine), &[]),
        ("house.html", with(&["report"], &[&machine[..], &under].concat()), &under),
        ("profile.json", with(&["profile"], &machine), &[]),
        ("bare.json", with(&["profile", "--no-hash"], &[]), &[]),
        ("predict.json", with(&["predict", "--slots", "2,8", "--conf", "spark.sql.shuffle.partitions=9"], &[]), &[]),
        ("advise.json", with(&["advise", "--deadline", "30m", "--goal", "fastest"], &[]), &[]),
        ("pipeline.json", with(&["advise", "--window", "22:00-06:00"], &[]), &[]),
        ("catalogue.json", with(&["advise"], &["--catalogue", &prices]), &["--catalogue", &prices]),
        ("policy.json5", with(&["advise"], &["--policy", &policy]), &["--policy", &policy]),
    ] {
        let report = of(&words, name);
        let words = [&[report.as_str(), &log], given].concat();
        let (code, told) = json(&words);
        assert_eq!((code, told["outcome"].as_str()), (Some(0), Some("stands")), "{name}: {told:#}");
        assert_eq!(told["numbers"], told["numbers_stand"]);
        let (code, said) = text(&words);
        assert!(code == Some(0) && said.starts_with("The report stands"), "{name}: {said}");
        if !given.is_empty() {
            let (code, told) = json(&[&report, &log]);
            assert_eq!((code, told["outcome"].as_str()), (Some(5), Some("unjudged")), "{name}: {told:#}");
        }

        let whole = fs::read_to_string(&report).expect("text");
        // A digit in the middle of the figures, not of a clock's.
        let from = whole.char_indices().map(|(at, _)| at).find(|at| *at >= whole.len() / 3).expect("a letter");
        let at = from + whole[from..].find(|letter: char| letter.is_ascii_digit()).expect("a digit");
        let mut bytes = whole.into_bytes();
        bytes[at] = if bytes[at] == b'9' { b'8' } else { bytes[at] + 1 };
        let altered = place.file(&format!("altered-{name}"), bytes);
        let words = [&[altered.as_str(), &log], given].concat();
        let (code, told) = json(&words);
        assert_eq!((code, told["outcome"].as_str()), (Some(4), Some("differs")), "{name}: {told:#}");
        let (_, said) = text(&words);
        assert!(said.contains("the report says") && said.contains("recomputed"), "{name}: {said}");
    }
}

#[test]
fn tables_samples_and_several_runs_are_verified_too() {
    let place = Place::new("others");
    let table = place.file("runs.csv", "nodes,time,cost\n1,100,3\n2,60,4\n4,40,5\n");
    let report = place.told("table.json", &["table", &table, "--at", "nodes=3"]);
    assert_eq!(json(&[&report, &table]).0, Some(0));
    let samples = afterglow_testkit::workspace_root().join("tests/fixtures/usage/plain.csv").display().to_string();
    let report = place.told("use.json", &["rightsize", &samples, "--current", "aws:m5.2xlarge"]);
    assert_eq!(json(&[&report, &samples]).0, Some(0));

    let runs = ["3.5.9/standalone/dynamic-1", "3.5.9/standalone/dynamic-2"].map(log);
    let report = place.told("predict.json", &["predict", &runs[0], &runs[1]]);
    let (code, told) = json(&[&report, &runs[1], &runs[0]]);
    assert_eq!((code, told["files"].as_array().map(Vec::len)), (Some(0), Some(2)), "{told:#}");
    let (code, said) = text(&[&report, &runs[0]]);
    assert!(code == Some(5) && said.contains("was not given"), "{said}");
    let report = place.told("pipeline.json", &["advise", &runs[0], &runs[1], "--window", "22:00-06:00"]);
    assert_eq!(json(&[&report, &runs[0], &runs[1]]).0, Some(0));
}

#[test]
fn what_cannot_be_judged_says_why() {
    let place = Place::new("unjudged");
    let log = log("3.5.9/local/zstd");
    let report = place.written("r.html", &["report", &log]);
    let other = self::log("3.5.9/local/none");
    let (code, said) = text(&[&report, &other]);
    assert!(code == Some(5) && said.contains("was not given"), "{said}");

    let file = walk(Path::new(&log)).into_iter().next().expect("a file");
    let name = file.file_name().expect("a name").to_string_lossy().into_owned();
    let mut bytes = fs::read(&file).expect("bytes");
    bytes.push(0);
    let (code, said) = text(&[&report, &place.file(&name, &bytes)]);
    assert!(code == Some(5) && said.contains("has grown since"), "{said}");
    bytes[9] ^= 1;
    let (code, said) = text(&[&report, &place.file(&name, &bytes)]);
    assert!(code == Some(5) && said.contains("is not the one that the report was made from"), "{said}");

    let house = place.written("house.json", &["house", &place.file("rates.csv", RATES)]);
    let (code, said) = text(&[&report, &log, "--house", &house]);
    assert!(code == Some(5) && said.contains("under no house"), "{said}");

    let key = place.file("key", "a key for tests, of thirty-two b\n");
    let veiled = place.written("veiled.html", &["report", &log, "--key", &key]);
    let (code, said) = text(&[&veiled, &log]);
    assert!(code == Some(5) && said.contains("--key"), "{said}");
    assert_eq!(text(&[&veiled, &log, "--key", &key]).0, Some(0));
}

fn walk(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    fs::read_dir(path).expect("a folder").flatten().flat_map(|entry| walk(&entry.path())).collect()
}

#[test]
fn what_is_no_report_is_refused_in_one_line() {
    let place = Place::new("none");
    let log = log("3.5.9/local/zstd");
    let report = fs::read(place.written("r.html", &["report", &log])).expect("a report");
    for (bytes, said) in [
        (&report[..report.len() / 2], "is cut off at byte"),
        (b"", "it is empty"),
        (b"\x1b[31mred", "it begins with"),
        (b"{\"schema\": \"afterglow.predict/7\"}", "newer form"),
        (b"{\"schema\": \"\\u001b[31m/1\"}", "JSON of the schema"),
        (b"{\"schema\": \"afterglow.predict/1\"}", "no record"),
    ] {
        let (code, told) = text(&[&place.file("x", bytes), &log]);
        assert!(code == Some(2) && told.contains(said) && told.lines().count() == 1, "{told}");
    }
    assert_eq!(text(&[&place.at("nowhere"), &log]).0, Some(2));
    assert_eq!(text(&[&place.file("x", &report)]).0, Some(1), "without its files");
}

#[test]
fn text_of_a_report_does_not_reach_the_terminal_as_commands() {
    let place = Place::new("hostile");
    let hostile = afterglow_testkit::bad_inputs().into_iter().find(|bad| bad.path.ends_with("hostile.log"));
    let log = hostile.expect("the hostile log").path.display().to_string();
    let report = place.written("r.html", &["report", &log]);
    assert_eq!(json(&[&report, &log]).0, Some(0), "what a log says stays text, there and back");
    let ticket = place.written("r.md", &["report", &log]);
    assert_eq!(json(&[&ticket, &log]).0, Some(0));
    let altered = fs::read_to_string(&report).expect("text").replace("<p>", "<p>\u{1b}[31m\u{202e}");
    let (code, said) = text(&[&place.file("x.html", altered), &log]);
    assert!(code == Some(4) && !said.contains('\u{202e}'), "{said}");
}
