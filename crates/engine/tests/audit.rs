//! Reports that are held to the files that they were made from: each stands as it was made, and no digit of it can be
//! altered unseen.

use std::rc::Rc;

use afterglow_engine::audit::{Given, NoReport, Others, read_report, verify};
use afterglow_engine::contract::{MadeOf, Pipeline, TableJson, VerifyJson, known};
use afterglow_engine::house::{House, HouseFile};
use afterglow_engine::{
    AdviseQuery, BytesInput, Input, MachineUseQuery, Machines, PastRunsAt, PastRunsQuery, PredictQuery, Run, Session,
    SessionSettings, Sources, Trust, past_runs_in,
};
use afterglow_testkit::{fixture, inputs};

const KEY: &[u8] = b"a key for tests, of thirty-two b";
const RATES: &str = "kind,cloud,discount_percent\ndiscount,aws,10\n";
const POLICY: &str = r#"{"families": ["m6i", "m5"], "spot": false}"#;
const PRICES: &str =
    "cloud,region,instance_type,on_demand_usd_per_hour,od_date\naws,us-east-1,m5.xlarge,0.123,2099-01-01\n";
const TABLE: &str = "machine_type,nodes,data,runtime (s)\nm5.xlarge,2,100,1520.5\nm5.xlarge,4,100,812\n\
                     m5.xlarge,8,100,455\nm5.2xlarge,2,100,815\nm5.2xlarge,4,100,430\nm5.2xlarge,8,200,495\n";

/// A report with what it was made from.
struct Case {
    name: &'static str,
    text: String,
    inputs: Vec<Rc<dyn Input>>,
    house: House,
    policy: Option<String>,
    rates: Option<String>,
}

impl Case {
    fn given(&self) -> Given<'_> {
        let (house, policy, rates) = (self.house.clone(), self.policy.clone(), self.rates.clone());
        Given { inputs: &self.inputs, house, policy, rates, ..Given::default() }
    }

    fn verdict(&self, text: &str) -> Result<VerifyJson, NoReport> {
        Ok(verify(&read_report(text.as_bytes())?, &self.given()))
    }
}

fn of(path: &str) -> Vec<Rc<dyn Input>> {
    inputs(&fixture(path).path)
}

fn house() -> House {
    let file = HouseFile::read("prices.csv", PRICES.as_bytes()).expect("prices");
    House { policy: POLICY.to_owned(), rates: String::new(), files: vec![file] }
}

fn opened(inputs: &[Rc<dyn Input>], house: &House) -> Session {
    let mut session = Session::default();
    session.set_house(house.clone());
    session.open(inputs, &mut |_| true);
    session
}

fn runs(session: &Session) -> impl Iterator<Item = &Run> {
    (0..session.len() as u32).filter_map(|run| session.run(run))
}

fn json<T: serde::Serialize>(values: &[T]) -> String {
    let texts: Vec<String> =
        values.iter().map(|value| serde_json::to_string_pretty(value).expect("plain data")).collect();
    if let [one] = &texts[..] { one.clone() } else { format!("[\n{}\n]", texts.join(",\n")) }
}

/// A report of each form, with settings that count.
fn cases() -> Vec<Case> {
    let one = of("3.5.9/local/none");
    let two = [of("3.5.9/standalone/dynamic-1"), of("3.5.9/standalone/dynamic-2")].concat();
    let machines = Machines {
        instance: Some("aws:m5.xlarge".to_owned()),
        region: Some("us-east-1".to_owned()),
        rates: Some(RATES.to_owned()),
    };
    let case = |name, text, inputs: &[Rc<dyn Input>], rates: Option<&str>| Case {
        name,
        text,
        inputs: inputs.to_vec(),
        house: House::default(),
        policy: None,
        rates: rates.map(str::to_owned),
    };
    let session = opened(&one, &House::default());
    let run = session.run(0).expect("a run");
    let sources = Sources::new(&one);
    let mut cases = vec![
        case("html", run.report(&machines, &one), &one, Some(RATES)),
        case("markdown", run.ticket(&machines, &one), &one, Some(RATES)),
        case("profile", json(&[run.profile_report(&machines, &sources)]), &one, Some(RATES)),
    ];

    let session = opened(&two, &House::default());
    let sources = Sources::new(&two);
    let query = PredictQuery {
        slots: vec![1, 3, 9],
        data_scale: vec![1.0, 0.3],
        conf: vec![("spark.sql.shuffle.partitions".to_owned(), "12".to_owned())],
        ..PredictQuery::default()
    };
    let others = Others::of(runs(&session), &sources, Run::digest);
    let predicted: Vec<_> = runs(&session)
        .enumerate()
        .map(|(at, run)| run.predict_report(&query, (&others, at), &sources).expect("a prediction"))
        .collect();
    assert!(predicted[0].calibrated_by.is_some(), "the other run counts");
    cases.push(case("predict", json(&predicted), &two, None));
    cases.push(case("one of several", json(&predicted[1..]), &two, None));

    let session = opened(&two, &house());
    let query = AdviseQuery {
        deadline_ms: Some(1_800_000.0),
        budget_usd: Some(4.2),
        goal: Some("balanced".to_owned()),
        regions: vec!["us-east-1".to_owned()],
        clouds: vec!["aws".to_owned()],
        rates: Some(RATES.to_owned()),
        ..AdviseQuery::default()
    };
    let others = Others::of(runs(&session), &sources, |run| run.seen_for(&query));
    let advised = |window| {
        let advise = |(at, run): (usize, &Run)| {
            let (view, advise) = run.advise_report(&query, window, (&others, at), &sources).expect("an advice");
            (run.name().to_owned(), view, advise)
        };
        runs(&session).enumerate().map(advise).collect::<Vec<_>>()
    };
    let advice: Vec<_> = advised(None).into_iter().map(|(_, _, advise)| advise).collect();
    let window = "22:00-06:00";
    let pipeline = Pipeline::of(advised(Some(window)), window);
    let under = |case: Case| Case { house: house(), ..case };
    cases.push(under(case("advise", json(&advice), &two, Some(RATES))));
    cases.push(under(case("pipeline", json(&[pipeline]), &two, Some(RATES))));

    let table: Vec<Rc<dyn Input>> = vec![Rc::new(BytesInput::new("runs.csv", TABLE.as_bytes()))];
    let at = PastRunsAt { machine: Some("m5.xlarge".to_owned()), nodes: Some(6.0), ..PastRunsAt::default() };
    let query = PastRunsQuery { at: vec![at], stop_below: Some(0.07), ..PastRunsQuery::default() };
    let view = past_runs_in(table[0].as_ref(), &query);
    let text = known(&TableJson::report(view, &query, &Sources::new(&table), 0)).expect("plain data");
    cases.push(case("table", text, &table, None));

    let samples = inputs(&afterglow_testkit::workspace_root().join("tests/fixtures/usage/plain.csv"));
    let query = MachineUseQuery {
        current_instance: Some("aws:m5.2xlarge".to_owned()),
        percentile: Some(90.5),
        policy: Some(POLICY.to_owned()),
        ..MachineUseQuery::default()
    };
    let mut session = Session::default();
    session.set_house(house());
    let text = known(&session.rightsize_report(&samples, &query, &Sources::new(&samples))).expect("plain data");
    cases.push(Case { policy: Some(POLICY.to_owned()), ..under(case("rightsize", text, &samples, None)) });
    cases
}

#[test]
fn every_report_stands_as_it_was_made() {
    for case in cases() {
        let told = case.verdict(&case.text).unwrap_or_else(|why| panic!("{}: {why}", case.name));
        assert_eq!(told.outcome, "stands", "{}: {told:#?}", case.name);
        assert!(told.numbers > 10 && told.numbers == told.numbers_stand, "{}: {told:?}", case.name);
        assert!(told.files.iter().all(|file| file.state == "same"), "{}", case.name);
        // Lines end as whoever carried the file ended them.
        let carried = case.text.replace('\n', "\r\n");
        assert_eq!(case.verdict(&carried).expect("a report").outcome, "stands", "{}", case.name);
    }
}

#[test]
fn no_digit_can_be_altered_unseen() {
    for case in cases() {
        let digits: Vec<usize> =
            case.text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).map(|(at, _)| at).collect();
        let mut seen = [0, 0, 0];
        for at in digits.iter().step_by((digits.len() / 40).max(1)) {
            let mut bytes = case.text.clone().into_bytes();
            bytes[*at] = b'0' + (bytes[*at] - b'0' + 1) % 10;
            let text = String::from_utf8(bytes).expect("digits are letters");
            let around = &case.text[case.text.floor_char_boundary(at.saturating_sub(40))..*at];
            match case.verdict(&text) {
                Err(_) => seen[0] += 1,
                Ok(told) if told.outcome == "differs" => {
                    assert!(told.differences_total > 0 && !told.differences.is_empty(), "{}: {around}", case.name);
                    seen[1] += 1;
                }
                Ok(told) => {
                    assert_eq!(told.outcome, "unjudged", "{}: behind {around}", case.name);
                    assert!(!told.because.is_empty(), "{}: behind {around}", case.name);
                    seen[2] += 1;
                }
            }
        }
        assert!(seen[1] > 10, "{}: {seen:?}", case.name);
    }
}

#[test]
fn nothing_can_be_put_in_or_left_out_unseen() {
    for case in cases() {
        for (from, to) in [
            ("</main>", "<!-- 1 --></main>"),
            ("<p>", "<p >"),
            ("<h2>Stages</h2>", "<h2>Stages</h2><p>All of them are fine.</p>"),
            ("## How it scales", "All is fine.\n\n## How it scales"),
            ("\"schema\"", "\"more\": 1, \"schema\""),
            ("\"schema\"", "\"files\": [], \"schema\""),
            ("\"notes\": [", "\"notes\": [\"Trust me.\", "),
            ("modelled", "measured"),
            ("Afterglow report</title>", "Afterglow report</title><script>alert(1)</script>"),
        ] {
            let text = case.text.replacen(from, to, 1);
            if text != case.text {
                let stands = case.verdict(&text).is_ok_and(|told| told.outcome == "stands");
                assert!(!stands, "{}: {from} as {to}", case.name);
            }
        }
    }
}

/// What the record of a report says, changed.
fn altered(case: &Case, change: impl Fn(&mut MadeOf)) -> Result<VerifyJson, NoReport> {
    let report = read_report(case.text.as_bytes()).expect("a report");
    let mut value: serde_json::Value = serde_json::from_str(&case.text).expect("JSON");
    let mut record = report.records()[0].clone();
    change(&mut record);
    value["made_of"] = serde_json::to_value(record).expect("plain data");
    case.verdict(&value.to_string())
}

#[test]
fn another_record_makes_no_number_stand() {
    let cases = cases();
    let case = cases.iter().find(|case| case.name == "one of several").expect("a case");
    let told = altered(case, |record| record.settings.slots = vec![1, 3, 8]).expect("a report");
    assert_eq!(told.outcome, "differs", "{told:?}");
    assert!(told.differences.iter().any(|one| one.place.starts_with("points[2]")), "{told:?}");
    let told = altered(case, |record| record.others.clear()).expect("a report");
    assert_eq!(told.outcome, "differs", "without what calibrates it the figures are others");
    let told = altered(case, |record| record.files[0].sha256 = Some("0".repeat(64))).expect("a report");
    assert_eq!((told.outcome.as_str(), told.files[0].state.as_str()), ("unjudged", "different"));
    let told = altered(case, |record| record.settings.stopped = true).expect("a report");
    assert_eq!(told.outcome, "unjudged");
    // A record may ask for no more than anybody could.
    for change in [
        (|record: &mut MadeOf| record.settings.slots = vec![0]) as fn(&mut MadeOf),
        |record| record.settings.slots = vec![1; 20_000],
        |record| record.settings.data_scale = vec![1e9],
        |record| (record.settings.slots, record.settings.data_scale) = (vec![1; 1_000], vec![1.0; 1_000]),
        |record| record.settings.deadline_ms = Some(-1.0),
        |record| record.form = 0,
    ] {
        assert!(matches!(altered(case, change), Err(NoReport::Record(_))));
    }
    assert!(matches!(altered(case, |record| record.form = 2), Err(NoReport::Newer(_))));
}

#[test]
fn what_is_missing_or_another_is_named() {
    for case in cases() {
        let report = read_report(case.text.as_bytes()).expect("a report");
        let told = verify(&report, &Given { inputs: &[], ..case.given() });
        assert_eq!((told.outcome.as_str(), told.files[0].state.as_str()), ("unjudged", "missing"), "{}", case.name);
        // One byte of a file is another, or there is one more.
        for (change, state) in [(1, "different"), (0, "grown")] {
            let files: Vec<Rc<dyn Input>> = case.inputs.iter().map(|input| changed(input.as_ref(), change)).collect();
            let told = verify(&report, &Given { inputs: &files, ..case.given() });
            assert_eq!((told.outcome.as_str(), told.files[0].state.as_str()), ("unjudged", state), "{}", case.name);
            assert!(told.because[0].contains(told.files[0].name.as_str()), "{}: {told:?}", case.name);
        }
        // Under another name it is the same file.
        let files: Vec<Rc<dyn Input>> =
            case.inputs.iter().rev().enumerate().map(|(at, input)| named(input.as_ref(), at)).collect();
        let told = verify(&report, &Given { inputs: &files, ..case.given() });
        assert_eq!(told.outcome, "stands", "{}: {told:#?}", case.name);
        assert!(told.files[0].given_as.is_some(), "{}", case.name);

        let other = House { rates: RATES.to_owned(), ..House::default() };
        let told = verify(&report, &Given { house: other, ..case.given() });
        assert_eq!(told.outcome, "unjudged", "{}", case.name);
        assert!(told.because[0].contains("house"), "{}: {told:?}", case.name);
        if case.rates.is_some() {
            let told = verify(&report, &Given { rates: None, ..case.given() });
            assert!(told.outcome == "unjudged" && told.because[0].contains("rates"), "{}", case.name);
        }
    }
}

fn bytes(input: &dyn Input) -> Vec<u8> {
    let mut bytes = Vec::new();
    input.open().and_then(|mut reader| std::io::Read::read_to_end(&mut reader, &mut bytes)).expect("readable");
    bytes
}

fn changed(input: &dyn Input, last: usize) -> Rc<dyn Input> {
    let mut bytes = bytes(input);
    let kept = bytes.len() - last;
    bytes.truncate(kept);
    bytes.push(b' ');
    Rc::new(BytesInput::new(input.path(), bytes))
}

fn named(input: &dyn Input, at: usize) -> Rc<dyn Input> {
    Rc::new(BytesInput::new(format!("elsewhere/{at}.bin"), bytes(input)))
}

#[test]
fn of_another_engine_is_told_what_this_one_computes() {
    for case in cases() {
        let engine = read_report(case.text.as_bytes()).expect("a report").records()[0].engine.sha256.clone();
        let told = case.verdict(&case.text.replace(&engine, &"a".repeat(64))).expect("a report");
        assert_eq!((told.outcome.as_str(), told.differences_total), ("unjudged", 0), "{}: {told:#?}", case.name);
        assert!(told.because[0].contains("Another engine"), "{}: {told:?}", case.name);
        assert!(!told.parts[0].same && told.numbers > 10, "{}", case.name);
    }
}

#[test]
fn where_names_are_replaced_the_key_is_needed() {
    let files = of("3.5.9/local/none");
    let mut session = Session::default();
    session.open_veiled(&files, Trust::Wary, KEY, &mut |_| true);
    let run = session.run(0).expect("a run");
    for text in [run.report(&Machines::default(), &files), run.ticket(&Machines::default(), &files)] {
        let report = read_report(text.as_bytes()).expect("a report");
        assert!(report.records()[0].files[0].sha256.is_none(), "a hash would tell which log it was");
        let verdict = |key: Option<&[u8]>| {
            verify(&report, &Given { inputs: &files, key: key.map(<[u8]>::to_vec), ..Given::default() })
        };
        let told = verdict(None);
        assert!(told.outcome == "unjudged" && told.because[0].contains("--key"), "{told:?}");
        assert_eq!(verdict(Some(KEY)).outcome, "stands");
        assert_eq!(verdict(Some(b"another key, of thirty-two bytes")).outcome, "differs");
    }
}

#[test]
fn a_report_of_a_session_or_an_archive_stands_by_its_file() {
    let log = of("3.5.9/local/none");
    let mut file = Vec::new();
    opened(&log, &House::default())
        .run(0)
        .expect("a run")
        .session(&log, &SessionSettings::default(), &mut file)
        .expect("a session");
    let file: Vec<Rc<dyn Input>> = vec![Rc::new(BytesInput::new("run.afterglow", file))];
    for files in
        [file, of("3.5.9/local/history-zip"), of("3.5.9/local/history-zip-rolled"), of("3.5.9/local/rolling-parts")]
    {
        let session = opened(&files, &House::default());
        let run = session.run(0).expect("a run");
        let profile = run.profile_report(&Machines::default(), &Sources::new(&files));
        let unhashed = run.profile_report(&Machines::default(), &Sources::unhashed(&files));
        for (text, state) in [
            (run.report(&Machines::default(), &files), "same"),
            (json(&[profile]), "same"),
            (json(&[unhashed]), "unhashed"),
        ] {
            let report = read_report(text.as_bytes()).expect("a report");
            let told = verify(&report, &Given { inputs: &files, ..Given::default() });
            assert_eq!(told.outcome, "stands", "{}: {told:#?}", files[0].path());
            assert!(told.files.iter().all(|file| file.state == state), "{}: {told:?}", files[0].path());
        }
    }
}

#[test]
fn what_is_no_report_is_told_so_wherever_it_ends() {
    for case in cases() {
        let text = case.text.trim_end();
        for at in (0..text.len()).step_by((text.len() / 100).max(1)).chain(text.len().saturating_sub(80)..text.len()) {
            let cut = read_report(&text.as_bytes()[..at]);
            // A document that lacks what stands below its record reads as one, and does not stand.
            let read = cut.is_ok_and(|report| verify(&report, &case.given()).outcome == "stands");
            assert!(!read, "{} stands up to byte {at}", case.name);
        }
        // Any byte may be anything.
        let mut bytes = case.text.clone().into_bytes();
        let mut state = 7_u32;
        for _ in 0..2_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = state as usize % bytes.len();
            bytes[at] = (state >> 16) as u8;
            let _ = read_report(&bytes);
        }
    }
    let big = vec![b' '; afterglow_engine::audit::LARGEST + 1];
    assert!(matches!(read_report(&big), Err(NoReport::TooLarge { .. })));
    for (bytes, is) in [
        (&b""[..], "empty"),
        (b"  \n", "empty"),
        (b"hello", "begins with"),
        (b"{\"Event\":\"SparkListenerLogStart\"}", "without a schema"),
        (b"{\"schema\": \"afterglow.house/1\"}", "afterglow.house/1"),
        (b"{\"schema\": \"afterglow.profile/2\"}", "newer form"),
        (b"{\"schema\": \"afterglow.profile/1\"}", "no record"),
        (b"{\"schema\": \"afterglow.profile/1\", \"made_of\": {\"form\": 9}}", "newer form, 9"),
        (b"{\"schema\": \"afterglow.profile/1\", \"made_of\": {}}", "does not say its form"),
        (b"{\"schema\": \"afterglow.profile/1\", \"made_of\": {\"form\": 1}}", "missing field"),
        (b"[]", "empty list"),
        (b"[{\"schema\": \"afterglow.profile/1\"}, {\"schema\": \"afterglow.predict/1\"}]", "not of one kind"),
        (b"<!doctype html><title>x</title>", "somebody else"),
        (b"# Notes\n", "without the section"),
        (b"\xff\xfe", "no text"),
    ] {
        let why = read_report(bytes).expect_err("no report").to_string();
        assert!(why.contains(is), "{why}");
    }
}
