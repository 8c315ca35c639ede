//! The detectors as a page of the documentation, so that the page cannot fall behind the table.

use afterglow_units::order;
use std::fmt::Write;

use crate::detector::{Detector, Group};
use crate::registry::detectors;

/// `docs/findings.md`: every detector with what it looks for, from where, and when it is wrong.
pub fn reference_page() -> String {
    let mut page = String::from(
        "# Findings\n\n\
         Written from the table of detectors in `crates/diagnose`; a test keeps it current.\n\n\
         A finding is shown if what it would save is at least 1 % of the run or 5 s, whichever is less, or if it is a \
         risk (failures, memory at its limit, secrets). What the log cannot weigh is a hint and stands apart. Findings \
         are sorted by what they save. `measured` figures are read or summed from the log, `modelled` ones come from \
         scheduling the run's tasks again without the cause, `rule` is a rule of thumb whose source is named.\n",
    );
    let mut all: Vec<&Detector> = detectors().collect();
    order::by_key(&mut all, |detector| detector.group);
    let mut group: Option<Group> = None;
    for detector in all {
        if group != Some(detector.group) {
            group = Some(detector.group);
            let _ = write!(page, "\n## {}\n", detector.group.title());
        }
        let _ = write!(
            page,
            "\n### `{}`\n\n{} ({}).\n\n\
             - Speaks when: {}.\n- Source: {}.\n- Needs: {}.\n- Mistaken when: {}.\n",
            detector.code,
            detector.title,
            detector.basis.word(),
            detector.threshold,
            detector.source,
            detector.needs,
            detector.mistaken
        );
    }
    page
}
