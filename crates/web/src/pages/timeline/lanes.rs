//! Where the lanes lie, and what lies under the pointer.

use afterglow_engine::view::{Lane, Mark};

/// Height of a lane of spans: driver, SQL, jobs, stages.
const SPAN: f64 = 20.0;
/// Height of a lane of tasks.
const SLOT: f64 = 12.0;
/// Between two groups.
const GAP: f64 = 6.0;

/// A lane's place from the top of all lanes, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Row {
    /// Its top.
    pub(super) top: f64,
    /// Its height.
    pub(super) height: f64,
    /// Whether its group begins here, so that the name stands here.
    pub(super) first: bool,
}

/// The places of all lanes, and the height of the whole.
pub(super) fn rows(lanes: &[Lane]) -> (Vec<Row>, f64) {
    let mut top = 0.0;
    let mut rows = Vec::with_capacity(lanes.len());
    let mut before: Option<&Lane> = None;
    for lane in lanes {
        let first = before.is_none_or(|before| (&before.kind, &before.group) != (&lane.kind, &lane.group));
        if first && before.is_some() {
            top += GAP;
        }
        let height = if lane.kind == "slot" { SLOT } else { SPAN };
        rows.push(Row { top, height, first });
        top += height;
        before = Some(lane);
    }
    (rows, top + GAP)
}

/// The lanes between two heights, as a range of their numbers.
pub(super) fn visible(rows: &[Row], top: f64, bottom: f64) -> std::ops::Range<usize> {
    let from = rows.partition_point(|row| row.top + row.height <= top);
    let to = rows.partition_point(|row| row.top < bottom);
    from..to.max(from)
}

/// The marks of a lane between two times.
pub(super) fn marks(lane: &Lane, from: f64, to: f64) -> &[Mark] {
    let first = lane.marks.partition_point(|mark| mark.to_ms < from);
    let last = lane.marks.partition_point(|mark| mark.from_ms <= to);
    lane.marks.get(first..last.max(first)).unwrap_or_default()
}

/// The mark at a height and a time; `slack` is the time that a pixel or two show, so that thin marks can be hit.
pub(super) fn hit<'a>(lanes: &'a [Lane], rows: &[Row], y: f64, at: f64, slack: f64) -> Option<(&'a Lane, &'a Mark)> {
    let row = visible(rows, y, y + 0.1).next()?;
    let lane = lanes.get(row)?;
    let near = marks(lane, at - slack, at + slack).iter();
    let distance = |mark: &Mark| (mark.from_ms - at).max(at - mark.to_ms).max(0.0);
    near.min_by(|a, b| distance(a).total_cmp(&distance(b))).map(|mark| (lane, mark))
}

/// What the group of a lane is called.
pub(super) fn group_name(lane: &Lane) -> String {
    match lane.kind.as_str() {
        "driver" => "Driver only".to_owned(),
        "executor" => "Executors".to_owned(),
        "sql" => "SQL".to_owned(),
        "job" => "Jobs".to_owned(),
        "stage" => "Stages".to_owned(),
        _ => lane.group.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(kind: &str, group: &str, spans: &[(f64, f64)]) -> Lane {
        let mark = |&(from_ms, to_ms): &(f64, f64)| Mark { from_ms, to_ms, ..Mark::default() };
        Lane {
            kind: kind.to_owned(),
            group: group.to_owned(),
            marks: spans.iter().map(mark).collect(),
            ..Lane::default()
        }
    }

    #[test]
    fn lanes_stand_below_each_other() {
        let lanes = [lane("driver", "", &[]), lane("slot", "1", &[]), lane("slot", "1", &[]), lane("slot", "2", &[])];
        let (rows, height) = rows(&lanes);
        assert_eq!(rows.iter().map(|row| row.first).collect::<Vec<_>>(), [true, true, false, true]);
        assert!(rows.windows(2).all(|pair| pair[0].top + pair[0].height <= pair[1].top));
        assert!(height >= rows[3].top + rows[3].height);
        assert_eq!(visible(&rows, 0.0, 5.0), 0..1);
        assert_eq!(visible(&rows, height, height + 10.0), 4..4);
    }

    #[test]
    fn the_nearest_mark_is_hit() {
        let lanes = [lane("slot", "1", &[(0.0, 10.0), (12.0, 30.0)])];
        let (rows, _) = rows(&lanes);
        let at = |ms: f64, slack: f64| hit(&lanes, &rows, 2.0, ms, slack).map(|(_, mark)| mark.from_ms);
        assert_eq!(at(5.0, 0.0), Some(0.0));
        assert_eq!(at(11.5, 1.0), Some(12.0));
        assert_eq!(at(50.0, 1.0), None);
    }
}
