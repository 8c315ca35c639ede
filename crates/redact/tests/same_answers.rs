//! A redacted log gives the same profile, the same findings and the same predictions.

mod common;

use std::rc::Rc;

use afterglow_engine::contract::ProfileJson;
use afterglow_engine::{BytesInput, PredictQuery, Reply, Request, Session};
use afterglow_eventlog::discover::Layout;

/// What must not change, with the names taken out.
fn figures(session: &Session) -> (ProfileJson, String) {
    let run = session.run(0).expect("a run");
    let mut profile = run.profile_json();
    profile.log.files.clear();
    // Both are about lines, of which the redacted log has fewer; so is what the warnings say of them.
    (profile.log.lines, profile.log.lines_rejected) = (0, 0);
    profile.log.warnings.clear();
    (profile.app.id, profile.app.name, profile.app.attempt) = (None, None, None);
    profile.stages.iter_mut().for_each(|stage| stage.name.clear());
    // A redacted log holds no secrets: that is what it is for.
    profile.findings.retain(|finding| finding.code != "secrets-in-log");
    for finding in &mut profile.findings {
        finding.evidence.clear();
        finding.advice.clear();
    }
    let query = PredictQuery { data_scale: vec![1.0, 2.0], ..PredictQuery::default() };
    let mut predicted = match session.ask(0, &Request::Predict(query)) {
        Reply::Scaling(view) => serde_json::to_value(&view).expect("a view is plain data"),
        other => panic!("not a prediction: {other:?}"),
    };
    strip_words(&mut predicted);
    (profile, predicted.to_string())
}

/// Leaves the figures of a value: sentences may quote names.
fn strip_words(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) => text.clear(),
        serde_json::Value::Array(all) => all.iter_mut().for_each(strip_words),
        serde_json::Value::Object(all) => all.values_mut().for_each(strip_words),
        _ => {}
    }
}

fn opened(name: &str, bytes: Vec<u8>) -> Session {
    let mut session = Session::default();
    session.open(&[Rc::new(BytesInput::new(name, bytes))], &mut |_| true);
    session
}

#[test]
fn answers_do_not_change() {
    let (mut same, mut compacted, mut wrong) = (0, 0, Vec::new());
    for path in common::paths() {
        let logs = common::logs(&path);
        // With several logs at a path the pairing of runs is not this test's matter.
        let [log] = &logs[..] else { continue };
        compacted += usize::from(matches!(log.layout, Layout::Rolling { compacted: true, .. }));
        let Some(redacted) = common::redacted(log) else { continue };
        let mut before = Session::default();
        before.open(&common::inputs(&path), &mut |_| true);
        let after = opened("redacted", redacted);
        let name = path.display();
        let (Some(_), Some(_)) = (before.run(0), after.run(0)) else {
            wrong.push(format!("{name}: no run"));
            continue;
        };
        let ((mut before, forecast_before), (mut after, forecast_after)) = (figures(&before), figures(&after));
        // A version keeps what is public of it.
        let version = |profile: &mut ProfileJson| profile.log.spark_version.take().unwrap_or_default();
        let (whole, kept) = (version(&mut before), version(&mut after));
        assert!(whole.starts_with(&kept) && kept.is_empty() == whole.is_empty(), "{name}: {whole} became {kept}");
        let differences: Vec<String> = [
            ("log", before.log != after.log, format!("{:?} / {:?}", before.log, after.log)),
            ("app", before.app != after.app, format!("{:?} / {:?}", before.app, after.app)),
            ("totals", before.totals != after.totals, format!("{:?}\n{:?}", before.totals, after.totals)),
            ("stages", before.stages != after.stages, String::new()),
            ("findings", before.findings != after.findings, format!("{:#?}\n{:#?}", codes(&before), codes(&after))),
            ("prediction", forecast_before != forecast_after, String::new()),
        ]
        .into_iter()
        .filter_map(|(what, differs, how)| differs.then(|| format!("{name}: {what}\n{how}")))
        .collect();
        if differences.is_empty() {
            same += 1;
        }
        wrong.extend(differences);
    }
    println!("{same} logs give the same answers redacted, {compacted} of them compacted");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(same >= 10, "only {same} logs compared");
}

/// That Spark compacted a log is told by the names of its files, and by an event of ours once it is redacted.
#[test]
fn a_compacted_log_stays_compacted() {
    let part = |lines: &[&str]| lines.concat().into_bytes();
    let files: [(&str, Vec<u8>); 2] = [
        (
            "eventlog_v2_app-1/events_2_app-1.compact",
            part(&[
                "{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"3.5.1\"}\n",
                "{\"Event\":\"SparkListenerApplicationStart\",\"App Name\":\"x\",\"App ID\":\"app-1\",\"Timestamp\":5}\n",
            ]),
        ),
        ("eventlog_v2_app-1/events_3_app-1", part(&["{\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":90}\n"])),
    ];
    let inputs: Vec<Rc<dyn afterglow_engine::Input>> = files
        .into_iter()
        .map(|(name, bytes)| Rc::new(BytesInput::new(name, bytes)) as Rc<dyn afterglow_engine::Input>)
        .collect();
    let mut before = Session::default();
    before.open(&inputs, &mut |_| true);
    let mut once = Vec::new();
    afterglow_engine::redact(&inputs, common::KEY, &mut once).expect("it is one log");
    let mut twice = Vec::new();
    let again: Vec<Rc<dyn afterglow_engine::Input>> = vec![Rc::new(BytesInput::new("redacted", once.clone()))];
    afterglow_engine::redact(&again, common::KEY, &mut twice).expect("it is one log");
    let told = |session: &Session| {
        let run = session.run(0).expect("a run");
        (run.profile().log.compacted, run.is_partial(), run.profile().log.other_events.len())
    };
    assert_eq!(told(&before), (true, true, 0));
    for redacted in [once, twice] {
        assert_eq!(told(&opened("redacted", redacted)), (true, true, 0));
    }
}

fn codes(profile: &ProfileJson) -> Vec<String> {
    profile
        .findings
        .iter()
        .map(|finding| format!("{} {:?} {:?}", finding.code, finding.stages, finding.saves_ms))
        .collect()
}
