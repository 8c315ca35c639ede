//! Engines that take over from Spark's own operators, and what they mean for the machines to look at.

use afterglow_catalog::{Category, Instance};
use afterglow_profile::Profile;

/// What worked beside Spark's own operators in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Native {
    /// Nothing that asks for other machines.
    #[default]
    None,
    /// RAPIDS: operators on GPUs.
    Gpu,
    /// Databricks Photon.
    Photon,
}

impl Native {
    /// By the operators of the run's plans: what was asked for in its settings may not have come.
    pub(crate) fn of(profile: &Profile) -> Self {
        let ran = |prefix: &str| {
            profile.sql.iter().flat_map(|query| &query.plan.nodes).any(|node| node.name.starts_with(prefix))
        };
        if ran("Gpu") {
            Self::Gpu
        } else if ran("Photon") {
            Self::Photon
        } else {
            Self::None
        }
    }

    /// Whether a run with it can be put on a type, as far as a rule of thumb goes: from a GPU to one of the same model,
    /// or to any where the run's own machine is not known; everything else to machines of any kind.
    pub(crate) fn takes(self, run: Option<&Instance>, to: &Instance) -> bool {
        self != Self::Gpu || has_gpu(to) && run.and_then(model).is_none_or(|from| model(to) == Some(from))
    }

    /// What a reader must know.
    pub(crate) fn note(self, run: Option<&Instance>) -> Option<String> {
        match (self, run) {
            (Self::None, _) => None,
            (Self::Gpu, Some(machine)) if model(machine).is_some() => Some(
                "This run worked on GPUs, so only types with the same model are looked at, one executor for each GPU. Its \
                 tasks are taken to be as fast on them, with a wide interval (a rule of thumb)."
                    .into(),
            ),
            (Self::Gpu, _) => Some(
                "This run worked on GPUs, and with which is not known: types with any GPU of NVIDIA are looked at and taken to be as \
                 fast, which is no more than a guess. Name the machine to see those with the same model."
                    .into(),
            ),
            (Self::Photon, _) => Some(
                "This run worked with Photon. Its times hold for machines that have it, which is Databricks alone, and \
                 Databricks' fee with Photon is higher than the one that is counted here: it may not be passed on."
                    .into(),
            ),
        }
    }
}

fn model(instance: &Instance) -> Option<&str> {
    instance.accelerator.as_ref().filter(|_| has_gpu(instance))?.model.as_deref()
}

/// Whether a machine has a whole GPU that RAPIDS runs on: of NVIDIA alone.
fn has_gpu(instance: &Instance) -> bool {
    let model = instance.accelerator.as_ref().and_then(|one| one.model.as_deref());
    instance.category == Category::Gpu && gpus(instance) > 0 && model.is_some_and(|model| model.starts_with("NVIDIA"))
}

/// Whole GPUs of a machine.
pub(crate) fn gpus(instance: &Instance) -> u32 {
    instance.accelerator.as_ref().and_then(|one| one.count).map_or(0, |count| count.clamp(0.0, 64.0) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterglow_catalog::{Catalog, Cloud};

    #[test]
    fn a_gpu_run_goes_to_its_own_kind_of_gpu() {
        let type_of = |name| Catalog::builtin().find(Cloud::Aws, name).expect("in the catalogue");
        let (own, like, other, plain) =
            (type_of("g5.2xlarge"), type_of("g5.4xlarge"), type_of("g4dn.2xlarge"), type_of("m5.2xlarge"));
        assert!(Native::Gpu.takes(Some(own), like) && !Native::Gpu.takes(Some(own), other));
        assert!(!Native::Gpu.takes(Some(own), plain) && Native::Gpu.takes(None, other));
        assert!(Native::None.takes(Some(own), plain) && Native::Photon.takes(None, plain));
    }
}
