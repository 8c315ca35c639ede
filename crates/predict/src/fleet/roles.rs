//! What the columns of past runs stand for.

/// The columns with a meaning of their own to the parametric forms, by their place in [`super::PastRun::columns`]; the
/// first is always the scale-out, and all others are features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles {
    /// The amount of data, in any unit.
    pub data: Option<usize>,
    /// What one machine is.
    pub hardware: Option<Hardware>,
}

/// The hardware of one machine of the scale-out; all must be above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hardware {
    /// Its cores.
    pub cores: usize,
    /// The speed of one core, in any unit.
    pub speed: usize,
    /// The memory for one core, in any unit.
    pub memory: usize,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::fleet::{Fleet, PastRun};

    #[test]
    fn a_machine_that_was_never_tried_is_predicted_from_its_hardware() {
        // 20 s at a core of speed 1, and 4,000 core-seconds of work.
        let truth = |n: f64, c: f64, s: f64| 20.0 / s + 4000.0 / (n * c * s);
        let run = |n: f64, c: f64, s: f64, m: f64| PastRun { columns: vec![n, c, s, m], runtime: truth(n, c, s) };
        let mut runs = Vec::new();
        for n in [2.0, 4.0, 8.0] {
            runs.extend([run(n, 2.0, 1.0, 4.0), run(n, 8.0, 1.1, 2.0), run(n, 4.0, 1.5, 8.0)]);
        }
        let hardware = Some(Hardware { cores: 1, speed: 2, memory: 3 });
        let fleet = Fleet::fit_as(&runs, Roles { data: None, hardware }).unwrap();
        assert_eq!(fleet.leader().0, "Ernest with hardware", "{:?}", fleet.standings());
        let asked = fleet.predict(&[6.0, 16.0, 1.3, 4.0]);
        assert!((asked.mid / truth(6.0, 16.0, 1.3) - 1.0).abs() < 0.05, "{asked:?}");
    }

    #[test]
    fn without_hardware_there_is_no_form_with_it() {
        let runs: Vec<PastRun> =
            [2.0, 4.0, 8.0].map(|n| PastRun { columns: vec![n, 5.0], runtime: 10.0 + 90.0 / n }).to_vec();
        let fleet = Fleet::fit(&runs).unwrap();
        assert!(fleet.standings().iter().all(|one| one.model != "Ernest with hardware"));
        let weights: f64 = fleet.standings().iter().map(|one| one.weight).sum();
        assert!((weights - 1.0).abs() < 1e-9);
    }
}
