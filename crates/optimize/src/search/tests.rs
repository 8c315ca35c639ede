//! The search against an exhaustive one by exact replay, on small spaces.

use afterglow_catalog::Catalog;
use afterglow_eventlog::event::Event;
use afterglow_eventlog::{Reading, Sink, read_stream};
use afterglow_predict::{Factor, HardwareFactors, Model};
use afterglow_profile::{Fold, Profile};

use super::*;
use crate::surface::on;
use crate::{Hint, Query, audit};

struct Folding(Fold);

impl Sink for Folding {
    fn event(&mut self, event: &Event<'_>) {
        self.0.event(event);
    }
}

/// Logs of the shared collection and of the fixtures with work for more than one slot.
fn runs() -> Vec<(String, Profile, Model)> {
    let shared = afterglow_testkit::shared_logs().into_iter().map(|log| (log.name, log.path));
    let fixtures = afterglow_testkit::fixtures().into_iter().map(|fixture| (fixture.name, fixture.path));
    let mut runs: Vec<(String, Profile, Model)> = Vec::new();
    for (name, path) in shared.chain(fixtures) {
        if !path.is_file() {
            continue;
        }
        let Some(profile) = read(&path).filter(|p| (20..5_000).contains(&p.tasks.len())) else { continue };
        let Ok(model) = Model::of(&profile) else { continue };
        if model.observed().0 > 2_000 && !runs.iter().any(|(_, p, _)| p.app.id == profile.app.id) {
            runs.push((name, profile, model));
        }
        if runs.len() == 30 {
            break;
        }
    }
    runs
}

/// Types of different make, so that hardware counts.
fn restricted() -> Policy {
    Policy::parse(
        r#"{"clouds": ["aws"], "regions": ["us-east-1"], "platforms": ["vms"], "max_workers": 12,
            "instances": ["m5.xlarge", "m5.2xlarge", "c5.2xlarge", "r6i.xlarge", "m7g.2xlarge", "m7g.4xlarge", "c6a.4xlarge"]}"#,
    )
    .expect("a good policy")
}

#[test]
fn the_search_finds_what_an_exhaustive_one_finds() {
    let hint = Hint { instance: Some("aws:m5.2xlarge".into()), region: Some("us-east-1".into()), ..Hint::default() };
    let (mut asked, mut same, mut worst) = (0, 0, 1.0_f64);
    for (name, profile, model) in runs() {
        let query = Query {
            hint: hint.clone(),
            policy: Some(restricted()),
            deadline: Some(model.observed()),
            ..Query::default()
        };
        let audit =
            audit(&profile, &model, Catalog::builtin(), &query).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        let Some(audit) = audit else { continue };
        asked += 1;
        same += u32::from(audit.same);
        worst = worst.max(audit.ratio);
        if audit.ratio > 1.001 {
            eprintln!("{name}: {:.4}, {} for {}", audit.ratio, audit.winner, audit.best);
        }
    }
    eprintln!("{same} of {asked} winners are the exhaustive search's; worst cost ratio {worst:.4}");
    assert!(worst <= 1.02, "within 2 % of the least cost: {worst}");
    assert!(asked == 0 || same * 10 >= asked * 9, "the same winner in nine of ten: {same} of {asked}");
}

#[test]
fn the_surface_is_the_sketch() {
    let runs = runs();
    assert!(runs.len() >= 2, "the fixtures alone have two");
    for (name, _, model) in runs.into_iter().take(5) {
        let sketch = model.sketch();
        let mut surface = Surface::new(&sketch, None);
        // A fixed walk through factors from a quarter to four.
        let mut state = 12_345_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            Factor::new(2.0_f64.powf((state >> 33) as f64 / (1u64 << 31) as f64 * 4.0 - 2.0), 0.0)
        };
        for slots in [1, 2, 3, 5, 8, 13, 40, 200] {
            for _ in 0..10 {
                let hardware = HardwareFactors {
                    core_speed: next(),
                    memory_per_slot: next(),
                    network_per_slot: next(),
                    local_disk_per_slot: next(),
                    storage_per_slot: next(),
                };
                let sketched = sketch.predict(&on(slots, hardware)).wall.mid;
                let quick = surface.wall(slots, &hardware).mid;
                assert!((quick / sketched - 1.0).abs() < 1e-6, "{name}: {slots} slots: {quick} {sketched}");
            }
        }
    }
}

fn read(path: &std::path::Path) -> Option<Profile> {
    use afterglow_eventlog::discover::{Limits, discover};
    use afterglow_eventlog::source::{BytesInput, Input};
    let input: std::rc::Rc<dyn Input> = std::rc::Rc::new(BytesInput::new("log", std::fs::read(path).ok()?));
    let found = discover(&[input], &Limits::default());
    let mut sink = Folding(Fold::default());
    for part in &found.logs.first()?.parts {
        let _ = read_stream(&mut part.open().ok()?, Reading::default(), &mut sink);
    }
    Some(sink.0.finish())
}

#[test]
fn every_number_of_workers_is_reached() {
    let tried: Vec<u32> = counts(1).take_while(|&n| n < 100).collect();
    for wanted in 1..80 {
        let reached = tried.contains(&wanted) || tried.iter().any(|&n| neighbours(n).any(|m| m == wanted));
        assert!(reached, "{wanted}");
    }
    assert_eq!(counts(7).next(), Some(7));
}
