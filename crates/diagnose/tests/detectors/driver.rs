//! Cases of the driver: pauses, slow starts, big results.

use afterglow_profile::Profile;
use afterglow_units::{Millis, Timestamp};

use super::kit::{Case, Run, Work, case, mib};

pub(crate) const CASES: &[Case] = &[
    case("driver-bound", || twice(20_000), || twice(500)),
    case("late-start", || starting(30_000), || starting(2_000)),
    case("slow-job-start", || submitted_before(3_000), || submitted_before(100)),
    case("big-results", || collecting(10), || collecting(0)),
    case("slow-planning", || planned_for(12_000), || planned_for(200)),
    case("query-tail", || going_on_for(15_000), || going_on_for(500)),
];

fn twice(pause: i64) -> Profile {
    let (first, second) = (Work::at(0).tasks(16, 5_000), Work::at(10_000 + pause).tasks(16, 5_000));
    Run::on(2, 4).run(first).run(second).build()
}

fn starting(from: i64) -> Profile {
    Run::on(2, 4).run(Work::at(from).tasks(32, 5_000)).build()
}

fn submitted_before(wait: i64) -> Profile {
    let work = |from: i64| Work::at(from).tasks(16, 5_000).job(|job| job.submitted = Some(Timestamp(from - wait)));
    Run::on(2, 4).run(work(3_000)).run(work(16_000)).build()
}

fn collecting(size: u64) -> Profile {
    let work = Work::at(0).tasks(32, 5_000).each(|_, task| {
        task.result = mib(size);
        task.getting_result = Millis(100 * size);
        task.run = task.run - task.getting_result;
    });
    Run::on(2, 4).run(work).build()
}

/// Two queries; loading the planner is allowed for in the first.
fn planned_for(ms: i64) -> Profile {
    let second = 10_000 + ms;
    Run::on(2, 4)
        .run(Work::at(ms).tasks(16, 5_000).sql(0))
        .run(Work::at(second + ms).tasks(16, 5_000).sql(1))
        .query(0, second, Vec::new())
        .query(second, second + ms + 10_000, Vec::new())
        .build()
}

fn going_on_for(ms: i64) -> Profile {
    Run::on(2, 4).run(Work::at(500).tasks(32, 5_000).sql(0)).query(0, 20_500 + ms, Vec::new()).build()
}
