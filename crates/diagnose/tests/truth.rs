//! The detectors against runs whose ailments were put in on purpose. Passes with a note where those runs are absent.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use afterglow_diagnose::{detector, diagnose};
use afterglow_eventlog::discover::{Limits, discover};
use afterglow_eventlog::event::Event;
use afterglow_eventlog::source::{BytesInput, Input};
use afterglow_eventlog::{Reading, Sink, read_stream};
use afterglow_predict::Model;
use afterglow_profile::{Fold, Profile};

struct Folding(Fold);

impl Sink for Folding {
    fn event(&mut self, event: &Event<'_>) {
        self.0.event(event);
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn profile(folder: &Path) -> Profile {
    let mut paths = Vec::new();
    files(folder, &mut paths);
    paths.sort();
    let inputs: Vec<Rc<dyn Input>> = paths
        .iter()
        .map(|path| {
            let mut bytes = Vec::new();
            std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).expect("a readable file");
            let name = path.strip_prefix(folder).expect("below the folder").to_string_lossy().into_owned();
            Rc::new(BytesInput::new(name, bytes)) as Rc<dyn Input>
        })
        .collect();
    let mut sink = Folding(Fold::default());
    for part in discover(&inputs, &Limits::default()).logs.first().map_or(&[][..], |log| &log.parts) {
        let mut stream = part.open().expect("a part that opens");
        read_stream(&mut stream, Reading::default(), &mut sink);
    }
    sink.0.finish()
}

/// The `labels` of a truth file, with dashes. No JSON library is needed for one flat list of words.
fn labels(case: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(case.join("truth.json")).unwrap_or_default();
    let list =
        text.split("\"labels\"").nth(1).and_then(|rest| rest.split('[').nth(1)).and_then(|rest| rest.split(']').next());
    list.unwrap_or_default()
        .split(',')
        .map(|word| word.trim().trim_matches('"').replace('_', "-"))
        .filter(|word| !word.is_empty())
        .collect()
}

#[test]
fn injected_causes_are_found_and_controls_are_left_alone() {
    let truth = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/truth");
    let (mut wanted, mut missed) = (0, Vec::new());
    let mut alarms = BTreeMap::new();
    for group in ["pathologies", "cluster"] {
        let mut cases: Vec<_> = std::fs::read_dir(truth.join(group)).into_iter().flatten().flatten().collect();
        cases.sort_by_key(std::fs::DirEntry::path);
        for case in cases {
            let (path, name) = (case.path(), case.file_name().to_string_lossy().into_owned());
            let labels = labels(&path);
            let profile = profile(&path.join("log"));
            let model = Model::of(&profile).ok();
            let diagnosis = diagnose(&profile, model.as_ref());
            let wall = profile.app.wall().map_or(1.0, |wall| wall.0 as f64);
            let sum: f64 = diagnosis.breakdown.iter().map(|part| part.ms).sum();
            assert!((sum - wall).abs() < 1.0, "{name}: the parts add up to {sum} ms of {wall} ms");
            assert!(diagnosis.findings.is_sorted_by(|a, b| a.value(wall) >= b.value(wall)), "{name}");
            for finding in &diagnosis.findings {
                let saves = finding.saves_ms.unwrap_or_default();
                let in_order = saves.low <= saves.mid && saves.mid <= saves.high && saves.high <= wall;
                assert!(in_order, "{name}: {} saves {saves:?} of {wall}", finding.code);
            }
            let top: Vec<&str> = diagnosis.findings.iter().take(3).map(|finding| finding.code).collect();
            for label in labels.iter().filter(|label| detector(label).is_some()) {
                wanted += 1;
                if !top.contains(&label.as_str()) {
                    missed.push(format!("{name}: {label}, not among {top:?}"));
                }
            }
            if labels.iter().any(|label| label == "healthy-control") {
                alarms.insert(name, diagnosis.findings.iter().filter(|finding| finding.value(wall) > 0.05).count());
            }
        }
    }
    if wanted == 0 {
        eprintln!("note: ../shared/truth is not here, nothing was checked");
        return;
    }
    assert!(missed.len() * 20 <= wanted, "{} of {wanted} missed: {missed:#?}", missed.len());
    assert!(alarms.values().all(|&count| count <= 1), "false alarms on control runs: {alarms:?}");
}
