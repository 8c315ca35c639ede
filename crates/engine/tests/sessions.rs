//! Sessions' files: they open again as the log did, and damaged ones are told of.

mod common;

use std::cell::Cell;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::rc::Rc;

use afterglow_engine::house::House;
use afterglow_engine::{
    BytesInput, Input, Intake, Machines, PredictQuery, ReadSeek, Request, Session, SessionSettings, Step, Trust,
    house_sha256,
};
use common::inputs_of;

fn settings() -> SessionSettings {
    SessionSettings {
        view: Some("stages/3.0".to_owned()),
        machine: Some("aws:m5.xlarge".to_owned()),
        house_sha256: None,
    }
}

fn written(session: &Session, run: u32, inputs: &[Rc<dyn Input>]) -> Vec<u8> {
    let mut file = Vec::new();
    session.run(run).expect("a run").session(inputs, &settings(), &mut file).expect("memory does not fail");
    file
}

fn opened(bytes: Vec<u8>) -> (Session, afterglow_engine::Opened) {
    let mut session = Session::default();
    let opened = session.open(&[Rc::new(BytesInput::new("no name that tells", bytes))], &mut |_| true);
    (session, opened)
}

fn answers(session: &Session, run: u32) -> [String; 4] {
    let predict = PredictQuery { data_scale: vec![1.0, 2.0], ..PredictQuery::default() };
    let requests = [
        Request::Predict(predict),
        Request::SqlList,
        Request::Configuration,
        Request::Stages(afterglow_engine::StageQuery { count: 10_000, ..Default::default() }),
    ];
    requests.map(|request| serde_json::to_string(&session.ask(run, &request)).expect("plain data"))
}

#[test]
fn a_session_opens_as_its_log_did() {
    let mut compared = 0;
    let fixtures = afterglow_testkit::fixtures().into_iter().map(|fixture| fixture.path);
    for path in fixtures.chain(afterglow_testkit::bad_inputs().into_iter().map(|bad| bad.path)) {
        let inputs = inputs_of(&path);
        let mut before = Session::default();
        before.open(&inputs, &mut |_| true);
        for number in 0..before.len() as u32 {
            let file = written(&before, number, &inputs);
            assert_eq!(file, written(&before, number, &inputs), "{}", path.display());
            let (after, told) = opened(file);
            assert!(told.failures.is_empty() && told.runs.len() == 1, "{}: {told:?}", path.display());
            let note = told.runs[0].session.clone().expect("a note");
            assert_eq!((note.settings, note.redacted), (settings(), false));
            let (mut one, mut two) =
                (before.run(number).expect("a run").profile_json(), after.run(0).expect("a run").profile_json());
            assert!(two.log.files.iter().all(|file| file.sha256.is_some()), "{}", path.display());
            two.log.files.iter_mut().for_each(|file| file.sha256 = None);
            for profile in [&mut one, &mut two] {
                profile.log.files.iter_mut().for_each(|file| file.sha256 = None);
            }
            assert_eq!(one, two, "{}", path.display());
            let answers = answers(&before, number).into_iter().zip(answers(&after, 0));
            // What looks like a secret is masked in the file, in texts as in settings.
            let bare = |text: &str| afterglow_profile::secret::mask("", text).0;
            for (one, two) in answers.map(|(one, two)| (bare(&one), bare(&two))) {
                let at = one.bytes().zip(two.bytes()).take_while(|(a, b)| a == b).count();
                let near = |text: &str| text.chars().skip(at.saturating_sub(80)).take(160).collect::<String>();
                assert!(one == two, "{}: {} became {}", path.display(), near(&one), near(&two));
            }
            compared += 1;
        }
    }
    assert!(compared > 10, "only {compared} runs compared");
}

/// A small session, and the log it is of.
fn small() -> (Vec<u8>, Vec<Rc<dyn Input>>) {
    let path = afterglow_testkit::fixtures().into_iter().next().expect("a fixture").path;
    let inputs = inputs_of(&path);
    let mut session = Session::default();
    session.open(&inputs, &mut |_| true);
    (written(&session, 0, &inputs), inputs)
}

fn unpacked(file: &[u8]) -> String {
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).expect("gzip");
    text
}

fn packed(text: &str) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(text.as_bytes()).expect("memory does not fail");
    out.finish().expect("memory does not fail")
}

#[test]
fn damaged_newer_and_hostile_files_are_told_of() {
    let (file, _) = small();
    for cut in [1, file.len() / 3, file.len() - 9] {
        let (session, told) = opened(file[..cut].to_vec());
        assert!(!told.failures.is_empty(), "cut at {cut}");
        assert!((0..session.len() as u32).all(|run| session.run(run).is_some_and(afterglow_engine::Run::is_partial)));
    }
    let text = unpacked(&file);
    let (session, told) = opened(packed(&text.replacen("\"Format\":1", "\"Format\":2", 1)));
    assert!(session.is_empty() && told.failures[0].code == "unsupported", "{told:?}");
    assert!(told.failures[0].message.contains("newer Afterglow"));
    // A head that is no JSON is passed over as any event is that nobody knows.
    let (session, told) = opened(packed(&text.replacen("\"Format\":1", "\"Format\":[", 1)));
    assert!(session.len() == 1 && told.runs[0].session.is_none());
    // A first line without an end.
    let endless = format!("{{\"Event\":\"AfterglowSession\"{}", " ".repeat(20 << 20));
    assert!(opened(packed(&endless)).0.is_empty());
    let hostile = text.replacen("\"lines\":", "\"lines\":18446744073709551615,\"unread\":", 1);
    assert_eq!(opened(packed(&hostile)).0.len(), 1);
}

#[test]
fn a_log_that_changed_gives_no_session() {
    let (_, inputs) = small();
    let mut session = Session::default();
    session.open(&inputs, &mut |_| true);
    let other: Vec<Rc<dyn Input>> = vec![Rc::new(BytesInput::new(inputs[0].path(), &b"{\"Event\":\"x\"}\n"[..]))];
    let told = session.run(0).expect("a run").session(&other, &settings(), &mut Vec::new()).expect_err("changed");
    assert!(told.to_string().contains("open it again"), "{told}");
}

/// A log of so many jobs, each of which brings more bytes than its neighbours' events.
fn jobs(count: usize) -> Vec<u8> {
    let mut log = br#"{"Event":"SparkListenerLogStart","Spark Version":"3.5.0"}
{"Event":"SparkListenerApplicationStart","App Name":"a","App ID":"app-1","Timestamp":5,"User":"u"}
"#
    .to_vec();
    for job in 0..count {
        let description = "x".repeat(150);
        log.extend(format!("{{\"Event\":\"SparkListenerJobStart\",\"Job ID\":{job},\"Submission Time\":{},\"Stage Infos\":[],\"Stage IDs\":[],\"Properties\":{{\"spark.job.description\":\"{description}\"}}}}\n", 10 + job).into_bytes());
    }
    log
}

/// A file that cannot be read beyond its middle once it is broken.
struct Breaks {
    bytes: Rc<[u8]>,
    broken: Rc<Cell<bool>>,
}

struct Breaking(Cursor<Rc<[u8]>>, Rc<Cell<bool>>);

impl Input for Breaks {
    fn path(&self) -> &'static str {
        "breaks"
    }

    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(Breaking(Cursor::new(Rc::clone(&self.bytes)), Rc::clone(&self.broken))))
    }
}

impl Read for Breaking {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if self.1.get() && self.0.position() > self.0.get_ref().len() as u64 / 2 {
            return Err(io::Error::other("gone"));
        }
        self.0.read(room)
    }
}

impl Seek for Breaking {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn what_cannot_be_read_any_more_gives_no_session() {
    let broken = Rc::new(Cell::new(false));
    let inputs: Vec<Rc<dyn Input>> = vec![Rc::new(Breaks { bytes: jobs(20_000).into(), broken: Rc::clone(&broken) })];
    let mut session = Session::default();
    session.open(&inputs, &mut |_| true);
    assert_eq!(opened(written(&session, 0, &inputs)).0.run(0).expect("a run").profile().jobs.len(), 20_000);
    broken.set(true);
    let told = session.run(0).expect("a run").session(&inputs, &settings(), &mut Vec::new()).expect_err("broken");
    assert!(told.to_string().contains("open it again"), "{told}");
    // What was read as far as it could be is written as far again.
    let mut session = Session::default();
    session.open(&inputs, &mut |_| true);
    ends_where(&session, &inputs);
}

/// A session of a part of a log holds that part.
fn ends_where(session: &Session, inputs: &[Rc<dyn Input>]) {
    let run = session.run(0).expect("a run");
    let (after, _) = opened(written(session, 0, inputs));
    let again = after.run(0).expect("a run");
    assert!(run.is_partial() && again.is_partial());
    assert!((1..20_000).contains(&run.profile().jobs.len()), "{}", run.profile().jobs.len());
    assert_eq!(run.profile().jobs.len(), again.profile().jobs.len());
    assert_eq!(run.profile_json().totals, again.profile_json().totals);
}

#[test]
fn a_session_ends_where_reading_was_stopped() {
    let inputs: Vec<Rc<dyn Input>> = vec![Rc::new(BytesInput::new("log", jobs(20_000)))];
    let mut session = Session::default();
    session.open(&inputs, &mut |progress| progress.events == 0);
    ends_where(&session, &inputs);
}

#[test]
fn no_secret_of_a_text_is_in_a_session() {
    const SECRET: &str = "PLANTED7secret";
    let url = format!("s3a://key:{SECRET}@bucket/x");
    let stage = format!(
        r#"{{"Stage ID":0,"Stage Attempt ID":0,"Stage Name":"read {url}","Number of Tasks":1,"Details":"at {url}","Parent IDs":[],"Accumulables":[{{"ID":1,"Name":"{url}","Value":1}}],"RDD Info":[{{"RDD ID":1,"Name":"{url}","Scope":"{{\"id\":\"1\",\"name\":\"{url}\"}}","Callsite":"{url}","Parent IDs":[],"Number of Partitions":1}}]}}"#
    );
    let lines = [
        r#"{"Event":"SparkListenerLogStart","Spark Version":"3.5.0"}"#.to_owned(),
        format!(
            r#"{{"Event":"SparkListenerApplicationStart","App Name":"load {url}","App ID":"app-1","Timestamp":5,"User":"token={SECRET}"}}"#
        ),
        format!(
            r#"{{"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart","executionId":0,"description":"load password={SECRET}","physicalPlanDescription":"Scan {url}","sparkPlanInfo":{{"nodeName":"Scan {url}","simpleString":"FileScan {url}","metadata":{{"Location":"InMemoryFileIndex(2 paths)[s3a://other/y, {url}]","password":"{SECRET}"}},"metrics":[{{"name":"{url}","accumulatorId":1,"metricType":"v2Custom_{url}"}}],"children":[]}},"time":6}}"#
        ),
        format!(
            r#"{{"Event":"SparkListenerJobStart","Job ID":0,"Submission Time":7,"Stage Infos":[{stage}],"Stage IDs":[0],"Properties":{{"spark.job.description":"of {url}","spark.jobGroup.id":"{url}","spark.scheduler.pool":"{url}","callSite.short":"{url}"}}}}"#
        ),
        format!(r#"{{"Event":"SparkListenerStageCompleted","Stage Info":{stage}}}"#),
        format!(
            r#"{{"Event":"org.apache.spark.sql.streaming.StreamingQueryListener$QueryProgressEvent","progress":{{"id":"q","runId":"r","name":"{url}","timestamp":"2024-05-01T12:34:56.789Z","batchId":1,"durationMs":{{"{url}":1}},"stateOperators":[],"sources":[{{"description":"FileStreamSource[{url}]","startOffset":"{url}","endOffset":"{url}","latestOffset":"{url}","numInputRows":1}}],"sink":{{"description":"FileSink[{url}]","numOutputRows":1}}}}}}"#
        ),
    ];
    let inputs: Vec<Rc<dyn Input>> = vec![Rc::new(BytesInput::new("log", lines.join("\n").into_bytes()))];
    let mut session = Session::default();
    session.open(&inputs, &mut |_| true);
    let text = unpacked(&written(&session, 0, &inputs));
    for kept in ["RDD Info", "Details", "Location", "spark.jobGroup.id", "latestOffset", "FileSink", "s3a://other/y"] {
        assert!(text.contains(kept), "{kept}");
    }
    assert!(text.matches("s3a://key:").count() > 20, "{text}");
    assert!(!text.contains(SECRET), "{text}");
}

#[test]
fn the_house_in_force_is_told_of() {
    let (file, inputs) = small();
    assert!(!unpacked(&file).contains("\"house_sha256\":\""));
    let house = House { policy: "{}".to_owned(), ..House::default() };
    let mut session = Session::default();
    session.open(&inputs, &mut |_| true);
    session.set_house(house.clone());
    let note = opened(written(&session, 0, &inputs)).1.runs.remove(0).session.expect("a note");
    assert!(note.settings.house_sha256.is_some());
    assert_eq!(note.settings.house_sha256, house_sha256(&house));
}

#[test]
fn what_a_head_claims_is_bounded_and_told_as_a_claim() {
    let (file, _) = small();
    let text = unpacked(&file);
    let (head, events) = text.split_once('\n').expect("two lines");
    let mut head: serde_json::Value = serde_json::from_str(head).expect("JSON");
    let long = "n".repeat(20_000);
    head["warnings"] = (0..200).map(|_| serde_json::json!({"code": "stopped", "message": long})).collect();
    // A head of more than 16 MB would be none.
    head["other_events"] =
        (0..10).map(|at| (format!("{at}{long}"), serde_json::json!(1))).collect::<serde_json::Map<_, _>>().into();
    for at in 0..2_000 {
        head["other_events"][format!("E{at}")] = 1.into();
    }
    head["files"] =
        (0..20_000).map(|_| serde_json::json!({"name": "f", "bytes": 1, "codec": "zstd", "sha256": "x"})).collect();
    head["log"] = long.into();
    let (session, told) = opened(packed(&format!("{head}\n{events}")));
    assert_eq!(told.runs[0].log.len(), 10_000);
    let run = session.run(0).expect("a run");
    let log = run.profile_json().log;
    assert_eq!((log.warnings.len(), log.files.len()), (101, 10_000));
    assert!(log.warnings[..100].iter().all(|warning| warning.message.len() == 1_000));
    assert!(
        log.warnings[100].message.contains("100 warnings, 1010 classes of events, 10000 files"),
        "{:?}",
        log.warnings[100]
    );
    assert!(log.files.iter().all(|file| file.sha256.is_none()));
    let events = &run.profile().log.other_events;
    assert!(events.len() == 1_000 && events.keys().all(|name| name.len() <= 10_000));
    assert!(run.report(&Machines::default(), &[]).contains("as told by the session"));
}

/// Words of the fixtures' own that no redacted file may hold: of the application, its hosts, what authors say of their
/// jobs, and tables and paths of plans.
fn names_of(session: &Session) -> Vec<String> {
    let profile = session.run(0).expect("a run").profile();
    let app = &profile.app;
    let hosts = profile.executors.iter().map(|executor| executor.host.clone());
    let mut all: Vec<String> =
        [Some(app.name.clone()), app.id.clone(), app.user.clone()].into_iter().flatten().chain(hosts).collect();
    all.extend(profile.sql.iter().map(|sql| sql.description.clone()));
    all.extend(profile.jobs.iter().flat_map(|job| [job.description.clone(), job.group.clone()]).flatten());
    for node in profile.sql.iter().flat_map(|sql| &sql.plan.nodes) {
        let ends = |letter: char| letter.is_whitespace() || "[](),;".contains(letter);
        let texts = node.metadata.iter().map(|(_, value)| value).chain([&node.name, &node.text]);
        let words = texts.flat_map(|text| text.split(ends));
        let table = |word: &&str| node.name.starts_with("Scan") && node.name.ends_with(*word) && word.contains('.');
        all.extend(words.filter(|word| word.contains(":/") || table(word)).map(str::to_owned));
    }
    let words = vocabulary();
    let ours = |name: &String| {
        let mut parts = name.split(|letter: char| !letter.is_alphanumeric());
        parts.all(|part| words.contains(part) || part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    all.sort_unstable();
    all.dedup();
    all.retain(|name| name.len() > 5 && name != "localhost" && name != "driver" && !ours(name));
    all
}

/// Words that stay.
fn vocabulary() -> std::collections::BTreeSet<&'static str> {
    let entries = afterglow_redact::vocabulary::entries_of_all();
    entries.flat_map(|entry| entry.split(|letter: char| !letter.is_alphanumeric())).collect()
}

#[test]
fn under_a_veil_nothing_tells_a_name() {
    const KEY: &[u8] = b"a key for tests, of thirty-two b";
    let (mut checked, mut found) = (0, 0);
    for fixture in afterglow_testkit::fixtures() {
        let inputs = inputs_of(&fixture.path);
        let mut open = Session::default();
        open.open(&inputs, &mut |_| true);
        let names = names_of(&open);
        assert!(!names.is_empty(), "{}", fixture.name);
        found += names.len();
        let mut session = Session::default();
        session.open_veiled(&inputs, Trust::Wary, KEY, &mut |_| true);
        let run = session.run(0).expect("a run");
        let mut trace = Vec::new();
        run.trace(&mut trace).expect("memory does not fail");
        let file = written(&session, 0, &inputs);
        let mut texts = vec![String::from_utf8(trace).expect("JSON"), unpacked(&file)];
        texts.push(run.report(&Machines::default(), &[]));
        texts.push(run.ticket(&Machines::default(), &[]));
        texts.extend(answers(&session, 0));
        texts.push(serde_json::to_string(&run.profile_json()).expect("plain data"));
        let secret = inputs[0].path().to_owned();
        for text in &texts {
            for name in names.iter().chain([&secret]) {
                assert!(!text.contains(name.as_str()), "{}: {name}", fixture.name);
            }
        }
        // The same figures, and the same tokens when it is opened again.
        let again = opened(file).0;
        let totals = |session: &Session| serde_json::to_string(&session.run(0).expect("a run").profile_json().totals);
        assert_eq!(totals(&session).ok(), totals(&open).ok(), "{}", fixture.name);
        assert_eq!(run.profile_json().stages, again.run(0).expect("a run").profile_json().stages, "{}", fixture.name);
        checked += 1;
    }
    assert!(checked > 10 && found > 5 * checked, "{found} names in {checked} fixtures");
}

#[test]
fn a_veil_holds_whatever_reads() {
    let (_, inputs) = small();
    let mut session = Session::default();
    let mut intake = Intake::new(&inputs, Trust::Wary, None).veiled(b"0123456789abcdef");
    while intake.step(&mut session) != Step::Done {}
    let card = intake.opened().runs.remove(0);
    assert!(card.log.starts_with("file-"), "{card:?}");
    // A session's file of a newer form is told of without its name.
    let newer = packed(&unpacked(&small().0).replacen("\"Format\":1", "\"Format\":2", 1));
    let told = Session::default().open_veiled(
        &[Rc::new(BytesInput::new("payroll of acme", newer))],
        Trust::Wary,
        b"0123456789abcdef",
        &mut |_| true,
    );
    assert!(!told.failures.is_empty() && !format!("{told:?}").contains("payroll"), "{told:?}");
}
