//! Sorting that costs the module one copy of code.
//!
//! The standard library's sort is compiled anew for each type and comparison: the page held 900 functions of it, a
//! tenth of its code. Here the places are sorted by one routine that asks through a pointer, and the items are moved
//! once. All are stable. For long columns of plain numbers, the standard library's is faster.

use std::cmp::Ordering;

/// Sorts by a comparison.
///
/// ```
/// let mut stages = [(2, "b"), (1, "c"), (2, "a")];
/// afterglow_units::order::by(&mut stages, |a, b| a.0.cmp(&b.0));
/// assert_eq!(stages, [(1, "c"), (2, "b"), (2, "a")]);
/// ```
pub fn by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let places = sorted(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    take(items, places);
}

/// Sorts by a key, the smallest first.
///
/// ```
/// let mut names = ["stage", "job", "task"];
/// afterglow_units::order::by_key(&mut names, |name| name.len());
/// assert_eq!(names, ["job", "task", "stage"]);
/// ```
pub fn by_key<T, K: Ord>(items: &mut [T], mut key: impl FnMut(&T) -> K) {
    by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by a number, the largest first.
///
/// ```
/// let mut lost = [("a", 1.0), ("b", 3.0), ("c", 2.0)];
/// afterglow_units::order::largest_first(&mut lost, |one| one.1);
/// assert_eq!(lost[0].0, "b");
/// ```
pub fn largest_first<T>(items: &mut [T], mut number: impl FnMut(&T) -> f64) {
    by(items, |a, b| number(b).total_cmp(&number(a)));
}

/// Where the items of a sorted list stand now.
fn sorted(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_by(|&a, &b| compare(a, b));
    places
}

/// Moves each item to its new place: `from[n]` is where the n-th stands now.
fn take<T>(items: &mut [T], mut from: Vec<usize>) {
    for start in 0..items.len() {
        let mut at = start;
        // One ring of moves, until it closes with the first item, which the swaps carried along. A place that is done
        // points to itself.
        while from[at] != start {
            let next = std::mem::replace(&mut from[at], at);
            items.swap(at, next);
            at = next;
        }
        from[at] = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_as_the_standard_library_does() {
        let mut seed = 7_u32;
        for len in [0, 1, 2, 3, 10, 257] {
            let mut items: Vec<(u32, usize)> = Vec::new();
            for at in 0..len {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                items.push((seed >> 27, at));
            }
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            by_key(&mut items, |item| item.0);
            assert_eq!(items, expected);
        }
    }
}
