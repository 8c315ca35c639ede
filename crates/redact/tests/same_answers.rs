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
    let (mut same, mut wrong) = (0, Vec::new());
    for path in common::paths() {
        let logs = common::logs(&path);
        // With several logs at a path the pairing of runs is not this test's matter.
        let [log] = &logs[..] else { continue };
        // That a log was compacted is known by its file's name alone.
        if matches!(log.layout, Layout::Rolling { compacted: true, .. }) {
            continue;
        }
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
    println!("{same} logs give the same answers redacted");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(same >= 10, "only {same} logs compared");
}

fn codes(profile: &ProfileJson) -> Vec<String> {
    profile
        .findings
        .iter()
        .map(|finding| format!("{} {:?} {:?}", finding.code, finding.stages, finding.saves_ms))
        .collect()
}
