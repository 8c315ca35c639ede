//! The wall time as a function of slots and hardware in a few multiplications.
//!
//! For a given number of slots the compressed run is linear in the inverse of the hardware factors. So a handful of
//! predictions give its coefficients, and each further cluster with as many slots costs nothing to speak of. A test
//! holds this against the compressed run itself.

use std::collections::BTreeMap;

use afterglow_predict::{Calibration, Factor, HardwareFactors, Prediction, Scenario, Sketch};

use crate::goal::Wall;

/// Milliseconds of the wall time that follow each resource, at one number of slots.
#[derive(Debug, Clone, Copy, Default)]
struct Parts {
    fixed: f64,
    core: f64,
    /// Collections: core and memory.
    collect: f64,
    network: f64,
    disk: f64,
    /// Spill: disk and memory.
    spill: f64,
    storage: f64,
    /// Relative standard deviation of the replay on so many slots.
    spread: f64,
}

/// Answers for many clusters; keeps what it learned of each number of slots.
#[derive(Debug)]
pub(crate) struct Surface<'a> {
    sketch: &'a Sketch,
    calibration: Option<&'a Calibration>,
    known: BTreeMap<u32, Parts>,
    useful_slots: u32,
}

/// A ratio at which a resource counts as endless.
const ENDLESS: f64 = 1e3;
/// Memory so many times the observed one ends all spill in the model.
const ROOMY: f64 = 4.0;

impl<'a> Surface<'a> {
    pub(crate) fn new(sketch: &'a Sketch, calibration: Option<&'a Calibration>) -> Self {
        Self { sketch, calibration, known: BTreeMap::new(), useful_slots: useful_slots(sketch) }
    }

    /// Beyond this many slots the run takes no less time (within a thousandth), whatever the hardware.
    pub(crate) fn useful_slots(&self) -> u32 {
        self.useful_slots
    }

    /// The wall time on `slots` slots of this hardware.
    pub(crate) fn wall(&mut self, slots: u32, hardware: &HardwareFactors) -> Wall {
        let (sketch, calibration) = (self.sketch, self.calibration);
        let parts = self.known.entry(slots).or_insert_with(|| Parts::probe(sketch, slots, calibration));
        parts.wall(hardware)
    }
}

fn useful_slots(sketch: &Sketch) -> u32 {
    let doublings: Vec<(u32, f64)> = (0..=20)
        .map(|power| 1 << power)
        .map(|slots| (slots, sketch.predict(&on(slots, HardwareFactors::SAME)).wall.mid))
        .collect();
    let least = doublings.iter().map(|(_, wall)| *wall).fold(f64::INFINITY, f64::min);
    doublings.iter().find(|(_, wall)| *wall <= 1.001 * least).map_or(1, |(slots, _)| *slots)
}

impl Parts {
    fn probe(sketch: &Sketch, slots: u32, calibration: Option<&Calibration>) -> Self {
        let ask = |change: &dyn Fn(&mut HardwareFactors)| {
            // Not exactly the observed hardware, so that every probe takes the same way through the sketch.
            let mut hardware = HardwareFactors { core_speed: Factor::new(1.0 + 1e-12, 0.0), ..HardwareFactors::SAME };
            change(&mut hardware);
            sketch.predict(&on(slots, hardware))
        };
        let plain = ask(&|_| {});
        let whole = plain.wall.mid;
        let saved = |change: &dyn Fn(&mut HardwareFactors)| (whole - ask(change).wall.mid).max(0.0);
        let endless = |saved: f64| saved / (1.0 - 1.0 / ENDLESS);
        let factor = |ratio: f64| Factor::new(ratio, 0.0);
        let core_and_collect = endless(saved(&|h| h.core_speed = factor(ENDLESS)));
        let disk_and_spill = endless(saved(&|h| h.local_disk_per_slot = factor(ENDLESS)));
        let network = endless(saved(&|h| h.network_per_slot = factor(ENDLESS)));
        let storage = endless(saved(&|h| h.storage_per_slot = factor(ENDLESS)));
        // Twice the memory halves collections and spill; four times leaves a quarter of the one, none of the other.
        let twice = saved(&|h| h.memory_per_slot = factor(2.0));
        let roomy = saved(&|h| h.memory_per_slot = factor(ROOMY));
        let collect = (4.0 * (2.0 * twice - roomy)).clamp(0.0, core_and_collect);
        let spill = (2.0 * twice - collect).clamp(0.0, disk_and_spill);
        let (core, disk) = (core_and_collect - collect, disk_and_spill - spill);
        let fixed = (whole - core - collect - network - disk - spill - storage).max(0.0);
        let spread = plain.scale_out_error;
        let parts = Self { fixed, core, collect, network, disk, spill, storage, spread };
        calibration.map_or(parts, |calibration| parts.corrected(&calibration.correct(plain), whole))
    }

    /// As other runs of the program correct the whole time at this number of slots.
    fn corrected(self, prediction: &Prediction, whole: f64) -> Self {
        let by = prediction.wall.mid / whole.max(1e-9);
        Self {
            fixed: self.fixed * by,
            core: self.core * by,
            collect: self.collect * by,
            network: self.network * by,
            disk: self.disk * by,
            spill: self.spill * by,
            storage: self.storage * by,
            spread: prediction.scale_out_error,
        }
    }

    fn wall(&self, hardware: &HardwareFactors) -> Wall {
        let both = |a: Factor, b: Factor| Factor::new(a.ratio * b.ratio, a.spread.hypot(b.spread));
        let (core, memory) = (hardware.core_speed, hardware.memory_per_slot);
        let spill = if memory.ratio >= ROOMY { 0.0 } else { self.spill };
        let terms = [
            (self.core, core),
            (self.collect, both(core, memory)),
            (self.network, hardware.network_per_slot),
            (self.disk, hardware.local_disk_per_slot),
            (spill, both(hardware.local_disk_per_slot, memory)),
            (self.storage, hardware.storage_per_slot),
        ];
        let (mut mid, mut doubt) = (self.fixed, 0.0);
        for (time, factor) in terms {
            let time = time / factor.ratio;
            mid += time;
            doubt += time * factor.spread;
        }
        let hardware = if mid > 0.0 { doubt / mid } else { 0.0 };
        Wall { mid, spread: self.spread.hypot(hardware) }
    }
}

/// A cluster of so many slots, whose executors are its own: none shares the heap that a run in local mode had.
pub(crate) fn on(slots: u32, hardware: HardwareFactors) -> Scenario {
    Scenario { executors: Some(slots), ..Scenario::slots(slots).hardware(hardware) }
}
