//! What the sliders of the scaling view say.

use super::format;

pub(crate) const TITLE: &str = "What if";
pub(crate) const DATA: &str = "Data";
pub(crate) const SLOTS: &str = "Task slots";
pub(crate) const MEMORY: &str = "Memory of a slot";
pub(crate) const NETWORK: &str = "Network of a slot";
pub(crate) const PARTITIONS: &str = "Shuffle partitions";
pub(crate) const INSTANCE: &str = "Other machines";
pub(crate) const INSTANCE_MORE: &str = "Cloud, colon, type; one task slot for each virtual CPU. Processor, memory, network and disk follow by the catalogue.";
pub(crate) const RESET: &str = "As it was";
pub(crate) const ASSUMES: &str = "What this assumes";

/// A multiple of what the run had.
pub(crate) fn times(factor: f64) -> String {
    if factor == 1.0 { "as it was".to_owned() } else { format!("{}×", format::plain(factor)) }
}

/// The answer against the run's own cluster, by the same model.
pub(crate) fn against(own_ms: f64, asked_ms: f64, own_slots: u32, slots_seen: bool) -> String {
    let slots = format::number_of(f64::from(own_slots), "slot", "slots");
    let whose = if slots_seen { "the most seen at work," } else { "its own" };
    let own = format!("{} on {whose} {slots}", format::duration(own_ms));
    let ratio = asked_ms / own_ms;
    if !ratio.is_finite() || (ratio - 1.0).abs() < 0.005 {
        return format!("as long as {own}, by the same model");
    }
    let (share, word) = ((ratio - 1.0).abs(), if ratio < 1.0 { "less" } else { "more" });
    format!("{} {word} than {own}, by the same model", format::share(share))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_is_set_against_the_run() {
        assert_eq!(against(60_000.0, 30_000.0, 8, false), "50 % less than 1 min on its own 8 slots, by the same model");
        assert_eq!(against(60_000.0, 60_100.0, 8, false), "as long as 1 min on its own 8 slots, by the same model");
        assert_eq!(times(1.0), "as it was");
    }
}
