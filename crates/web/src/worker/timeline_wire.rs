//! A timeline on its way to the page: marks as plain numbers in one buffer, everything else as JSON.
//!
//! A window of a big run has a hundred thousand marks. As numbers they cross in one move and are read in a few
//! milliseconds, so that the page's thread stays free.

use afterglow_engine::view::{Mark, TimelineView};

/// Numbers a mark takes: from, to, id, stage, count with the sign for failed.
const FIELDS: usize = 5;

/// Takes the unlabelled marks out of `view`. Lanes with a labelled mark keep theirs: those are few, and their text must
/// go as text. Returns the numbers, and by lane how many marks they hold.
pub(crate) fn take_marks(view: &mut TimelineView) -> Vec<f64> {
    let mut numbers = vec![view.lanes.len() as f64];
    let mut marks = Vec::new();
    for lane in &mut view.lanes {
        let plain = lane.marks.iter().all(|mark| mark.label.is_empty());
        let taken = if plain { std::mem::take(&mut lane.marks) } else { Vec::new() };
        numbers.push(taken.len() as f64);
        for mark in taken {
            let count = f64::from(mark.count) + 1.0;
            let count = if mark.failed { -count } else { count };
            marks.extend([mark.from_ms, mark.to_ms, mark.id as f64, mark.stage as f64, count]);
        }
    }
    numbers.append(&mut marks);
    numbers
}

/// Puts back what [`take_marks`] took. Numbers that do not fit the lanes are left out.
pub(crate) fn put_marks(view: &mut TimelineView, numbers: &[f64]) {
    let Some((&lanes, rest)) = numbers.split_first() else { return };
    let lanes = lanes as usize;
    if rest.len() < lanes {
        return;
    }
    let (counts, mut marks) = rest.split_at(lanes);
    for (lane, &count) in view.lanes.iter_mut().zip(counts) {
        let length = (count as usize).saturating_mul(FIELDS).min(marks.len());
        let (mine, others) = marks.split_at(length);
        lane.marks.extend(mine.chunks_exact(FIELDS).map(|mark| Mark {
            from_ms: mark[0],
            to_ms: mark[1],
            id: mark[2] as i64,
            stage: mark[3] as i64,
            count: (mark[4].abs() - 1.0) as u32,
            failed: mark[4] < 0.0,
            label: String::new(),
        }));
        marks = others;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterglow_engine::view::Lane;

    #[test]
    fn marks_come_back_as_they_were() {
        let mark = |id, failed, label: &str| Mark {
            from_ms: 1.5,
            to_ms: 2.5,
            id,
            stage: -1,
            count: 3,
            failed,
            label: label.to_owned(),
        };
        let lane = |marks| Lane { marks, ..Lane::default() };
        let lanes = vec![
            lane(vec![mark(1, false, ""), mark(2, true, "")]),
            lane(vec![]),
            lane(vec![mark(3, false, "Stage 3"), mark(4, true, "")]),
        ];
        let view = TimelineView { lanes, ..TimelineView::default() };
        let mut frame = view.clone();
        let numbers = take_marks(&mut frame);
        assert!(frame.lanes[0].marks.is_empty());
        put_marks(&mut frame, &numbers);
        assert_eq!(frame, view);
    }

    #[test]
    fn numbers_that_do_not_fit_do_no_harm() {
        let mut view = TimelineView { lanes: vec![Lane::default()], ..TimelineView::default() };
        for numbers in [vec![], vec![9.0], vec![1.0, 5.0, 0.0], vec![1.0, f64::NAN]] {
            put_marks(&mut view, &numbers);
            assert!(view.lanes[0].marks.is_empty());
        }
    }
}
