//! Cases of jobs and stages that wait: for each other, for a slot, for an executor.

use afterglow_profile::Profile;
use afterglow_units::Timestamp;

use super::kit::{Case, Run, Work, case, steady};

pub(crate) const CASES: &[Case] = &[
    case("gaps-in-job", || second_stage(50_000), || second_stage(20_200)),
    case("gaps-in-stage", || launched_after(30_000), || launched_after(200)),
    case("serial-jobs", || one_after_the_other(2), || one_after_the_other(8)),
    case("queued-behind-others", || second_job(1_000), || second_job(20_000)),
    case("slow-cluster-start", || executors_from(20_000), || executors_from(500)),
];

fn second_stage(from: i64) -> Profile {
    steady().run(Work::at(from).tasks(64, 5_000).in_job(0)).build()
}

fn launched_after(ms: i64) -> Profile {
    let work = Work::at(0).tasks(32, 15_000).each(|_, task| task.launched = Timestamp(ms));
    Run::on(2, 4).run(work).build()
}

fn one_after_the_other(tasks: usize) -> Profile {
    let jobs = (0..6).map(|job| Work::at(job * 10_050).tasks(tasks, 10_000));
    jobs.fold(Run::on(2, 4), Run::run).build()
}

fn second_job(from: i64) -> Profile {
    steady().run(Work::at(from).tasks(8, 5_000)).build()
}

fn executors_from(ms: i64) -> Profile {
    let late = Run::on(2, 4).executors(|_, executor| executor.added = Some(Timestamp(ms)));
    late.run(Work::at(0).tasks(32, 5_000)).build()
}
