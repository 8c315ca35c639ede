//! Any text as a log that is looked through: the same findings however it came, and no value shown whole.

use afterglow_redact::inventory::Inventory;

pub(crate) fn law(text: &[u8]) {
    let mut at_once = Inventory::default();
    at_once.push(text);
    let found = at_once.finish();
    let mut in_steps = Inventory::default();
    text.chunks(7).for_each(|chunk| in_steps.push(chunk));
    assert_eq!(in_steps.finish(), found);
    for kind in found {
        let placed = kind.places.iter().map(|(_, count)| count).sum::<u64>() + kind.elsewhere;
        assert_eq!(placed, kind.occurrences, "{:?}: each occurrence has a place", kind.kind);
        assert!(kind.distinct <= kind.occurrences && kind.distinct > 0);
        assert!(kind.samples.iter().all(|sample| sample.contains('•')), "{:?}", kind.samples);
    }
}
