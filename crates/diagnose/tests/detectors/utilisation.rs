//! Cases of slots without work.

use afterglow_profile::Profile;

use super::kit::{Case, Work, case, steady};

pub(crate) const CASES: &[Case] = &[
    case("idle-slots", || then(2, 10_000), || then(8, 2_500)),
    case("last-wave", || then(9, 10_000), || then(16, 5_000)),
    case("single-task-stage", || then(1, 20_000), || then(8, 2_500)),
];

/// A full stage of 20 s, then one of so many tasks.
fn then(tasks: usize, ms: u64) -> Profile {
    steady().run(Work::at(20_000).tasks(tasks, ms)).build()
}
