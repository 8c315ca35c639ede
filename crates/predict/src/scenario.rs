//! What changes in a prediction.

use afterglow_units::Millis;

/// A ratio to the observed run, and its own uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Factor {
    /// New over observed; 1 is unchanged. Must be greater than 0.
    pub ratio: f64,
    /// Relative standard deviation of the ratio: 0.1 means one tenth.
    pub spread: f64,
}

impl Factor {
    /// Unchanged, without doubt.
    pub const SAME: Self = Self { ratio: 1.0, spread: 0.0 };

    /// A ratio with a relative standard deviation.
    pub const fn new(ratio: f64, spread: f64) -> Self {
        Self { ratio, spread }
    }

    pub(crate) fn sane(self) -> Self {
        let ratio = if self.ratio.is_finite() && self.ratio > 0.0 { self.ratio.clamp(1e-3, 1e3) } else { 1.0 };
        let spread = if self.spread.is_finite() { self.spread.clamp(0.0, 2.0) } else { 0.0 };
        Self { ratio, spread }
    }
}

/// How the new hardware compares with the observed one, each as "how much more of it a slot has".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HardwareFactors {
    /// Speed of one core.
    pub core_speed: Factor,
    /// Memory for a slot: GC and spill follow it.
    pub memory_per_slot: Factor,
    /// Network bandwidth for a slot.
    pub network_per_slot: Factor,
    /// Local disk bandwidth for a slot: shuffle files and spill.
    pub local_disk_per_slot: Factor,
    /// Bandwidth for a slot to the storage of the data.
    pub storage_per_slot: Factor,
}

impl HardwareFactors {
    /// The observed hardware.
    pub const SAME: Self = Self {
        core_speed: Factor::SAME,
        memory_per_slot: Factor::SAME,
        network_per_slot: Factor::SAME,
        local_disk_per_slot: Factor::SAME,
        storage_per_slot: Factor::SAME,
    };
}

impl Default for HardwareFactors {
    fn default() -> Self {
        Self::SAME
    }
}

/// Executors that are asked for while tasks wait and given back when idle, on machines that come and go with them.
/// Whatever the run's own settings were, these hold; timeouts of the backlog are Spark's defaults.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Elastic {
    /// Executors that are there from the start and stay.
    pub least: u32,
    /// From the request for an executor to its registration, the start of its machine included.
    pub start_up: Millis,
    /// An executor that ran nothing for so long goes.
    pub idle: Millis,
    /// Whether one that wrote shuffle files stays, since nothing else serves them.
    pub keeps_shuffles: bool,
}

/// Another cluster, another configuration, another amount of data.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Task slots: tasks that may run at one time.
    pub slots: u32,
    /// Executors; `None`: slots over the observed cores of an executor.
    pub executors: Option<u32>,
    /// Cores of an executor; `None`: as observed.
    pub cores_per_executor: Option<u32>,
    /// Input bytes over the observed ones.
    pub data_scale: f64,
    /// Hardware over the observed one.
    pub hardware: HardwareFactors,
    /// Spark properties that are set; those that move partition counts are followed, others are named in the notes.
    pub conf: Vec<(String, String)>,
    /// Executors come and go, up to [`Self::slots`]; `None`: as the run's settings or [`Self::executors`] say.
    pub elastic: Option<Elastic>,
}

impl Scenario {
    /// The observed run on another number of slots, everything else as it was.
    pub fn slots(slots: u32) -> Self {
        Self {
            slots: slots.max(1),
            executors: None,
            cores_per_executor: None,
            data_scale: 1.0,
            hardware: HardwareFactors::SAME,
            conf: Vec::new(),
            elastic: None,
        }
    }

    /// The same with another amount of input.
    #[must_use]
    pub fn data_scale(mut self, scale: f64) -> Self {
        self.data_scale = scale;
        self
    }

    /// The same on other hardware.
    #[must_use]
    pub fn hardware(mut self, hardware: HardwareFactors) -> Self {
        self.hardware = hardware;
        self
    }

    /// The same with a Spark property set.
    #[must_use]
    pub fn conf(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.conf.push((key.into(), value.into()));
        self
    }

    pub(crate) fn scale(&self) -> f64 {
        if self.data_scale.is_finite() && self.data_scale > 0.0 { self.data_scale.clamp(1e-6, 1e6) } else { 1.0 }
    }
}
