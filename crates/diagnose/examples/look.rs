#![allow(missing_docs, clippy::all, clippy::pedantic, clippy::print_stdout, clippy::unwrap_used)]
use afterglow_diagnose::*;
use afterglow_eventlog::{Reading, Sink, event::Event, read_stream};
use afterglow_profile::Fold;
struct S(Fold);
impl Sink for S {
    fn event(&mut self, e: &Event<'_>) {
        self.0.event(e)
    }
}
fn main() {
    for path in std::env::args().skip(1) {
        let mut s = S(Fold::default());
        let t = std::time::Instant::now();
        let mut f = std::fs::File::open(&path).unwrap();
        read_stream(&mut f, Reading::default(), &mut s);
        let read = t.elapsed();
        let p = &s.0.finish();
        let t = std::time::Instant::now();
        let model = if std::env::var("MODEL").is_ok() { afterglow_predict::Model::of(p).ok() } else { None };
        let mt = t.elapsed();
        let t = std::time::Instant::now();
        let d = diagnose(p, model.as_ref());
        let wall = p.app.wall().map_or(0.0, |w| w.0 as f64);
        println!(
            "## {} wall {:.1} s slots {:?} read {:?} model {:?} diagnose {:?}",
            path.rsplit('/').next().unwrap(),
            wall / 1e3,
            p.totals.peak_slots,
            read,
            mt,
            t.elapsed()
        );
        if std::env::var("V").is_ok() {
            for s in &d.verdict {
                println!("  | {s}");
            }
            for q in &d.quality {
                println!("  ? {} {}", q.code, q.missing);
            }
            for n in &d.negatives {
                println!("  - {} {}", n.code, n.text);
            }
            for b in &d.breakdown {
                print!("  {}={:.0}", b.code, b.ms);
            }
            println!();
            for c in &d.failures {
                println!("  ! {} x{} {:.0} ms", c.summary(), c.count, c.lost_ms);
            }
        }
        for f in &d.findings {
            println!(
                "  {:28} {:5.1}% time {:?} share {:?}{} {}",
                f.code,
                f.value(wall) * 100.0,
                f.saves_ms.map(|i| (i.low.round(), i.mid.round(), i.high.round())),
                f.saves_share.map(|i| (i.mid * 100.0).round()),
                if f.risk { " RISK" } else { "" },
                if std::env::var("V").is_ok() {
                    format!("\n      {} {}\n      -> {} {:?}", f.what, f.why, f.fix, f.settings)
                } else {
                    String::new()
                }
            );
        }
        let h: Vec<_> = d.hints.iter().map(|h| h.code).collect();
        println!("  hints {h:?} together {:?}", d.top_three_together.map(|i| i.mid.round()));
    }
}
