//! Pasted paths: of the next files that are opened, only these are read.

use std::collections::BTreeMap;

use leptos::prelude::{Get, Set, untrack};

use super::Page;
use crate::files::{Live, Picked};
use crate::words::home as words;

/// More lines than this are no list of logs.
const MOST: usize = 10_000;
/// A longer line is no path.
const LONGEST: usize = 4_096;

/// The paths of a pasted text, one a line; none where some line cannot be one.
pub(crate) fn paths(text: &str) -> Option<Vec<String>> {
    let lines: Vec<&str> =
        text.lines().map(|line| line.trim().trim_matches('"')).filter(|line| !line.is_empty()).collect();
    let fit = |line: &&str| line.len() <= LONGEST && parts(line).next().is_some() && !line.contains(['{', '<', '\t']);
    let several = lines.len() > 1 || lines.first().is_some_and(|line| line.contains(['/', '\\']));
    (several && lines.len() <= MOST && lines.iter().all(fit)).then(|| lines.into_iter().map(str::to_owned).collect())
}

/// The names of a path, the last first.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    path.rsplit(['/', '\\']).filter(|part| !part.is_empty() && *part != ".")
}

/// Which of `files` the wanted paths name, and the wanted paths that name none. A path means the files, or the folder,
/// with its last name; of several, those that agree with most of the folders before it.
fn select<'p>(files: &[String], wanted: &'p [String]) -> (Vec<bool>, Vec<&'p str>) {
    // Where each name stands: file and place in its path.
    let mut named: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    let split: Vec<Vec<&str>> = files.iter().map(|path| parts(path).collect()).collect();
    for (at, names) in split.iter().enumerate() {
        for (place, name) in names.iter().enumerate() {
            named.entry(name).or_default().push((at, place));
        }
    }
    let (mut chosen, mut missing) = (vec![false; files.len()], Vec::new());
    for path in wanted {
        let names: Vec<&str> = parts(path).collect();
        let agree = |&(at, place): &(usize, usize)| {
            split[at][place..].iter().zip(&names).take_while(|(here, there)| here == there).count()
        };
        let places = names.first().and_then(|last| named.get(last)).map_or(&[][..], Vec::as_slice);
        let best = places.iter().map(agree).max();
        if best.is_none() {
            missing.push(path.as_str());
        }
        for place in places.iter().filter(|place| Some(agree(place)) == best) {
            chosen[place.0] = true;
        }
    }
    (chosen, missing)
}

impl Page {
    /// Takes a pasted list of paths.
    pub(crate) fn want(self, paths: Vec<String>) {
        self.wanted.set(paths);
    }

    /// Leaves out what a pasted list does not name, and says what of the list is not there. The list is used up.
    pub(super) fn only_wanted(self, files: Vec<Picked>, live: Live) -> (Vec<Picked>, Live) {
        let wanted = untrack(|| self.wanted.get());
        if wanted.is_empty() || files.is_empty() {
            return (files, live);
        }
        let paths: Vec<String> = files.iter().map(|picked| picked.path.clone()).collect();
        let (chosen, missing) = select(&paths, &wanted);
        let kept: Vec<Picked> =
            files.into_iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(file, _)| file).collect();
        if kept.is_empty() {
            // The list stays: it was the wrong folder.
            self.tell(true, "", &words::none_found(wanted.len()));
            return (kept, Live::default());
        }
        self.wanted.set(Vec::new());
        if !missing.is_empty() {
            self.tell(false, "", &words::not_found(missing.len(), wanted.len(), &missing));
        }
        // The handles are of all files that were dropped.
        (kept, Live::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(files: &[&str], wanted: &[&str]) -> (Vec<usize>, usize) {
        let own = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let (files, wanted) = (own(files), own(wanted));
        let (chosen, missing) = select(&files, &wanted);
        let at = chosen.iter().enumerate().filter(|(_, chosen)| **chosen).map(|(at, _)| at).collect();
        (at, missing.len())
    }

    #[test]
    fn a_path_chooses_a_file_or_a_folder_by_its_end() {
        let files = ["logs/app-1", "logs/eventlog_v2_app-2/events_1", "logs/eventlog_v2_app-2/events_2", "logs/app-3"];
        assert_eq!(chosen(&files, &["hdfs://nn:8020/spark/logs/app-1"]), (vec![0], 0));
        assert_eq!(chosen(&files, &["/elsewhere/eventlog_v2_app-2/"]), (vec![1, 2], 0));
        assert_eq!(chosen(&files, &["app-3", "app-9"]), (vec![3], 1));
        assert_eq!(chosen(&["a/x/log", "a/y/log"], &["C:\\runs\\y\\log"]), (vec![1], 0));
    }

    #[test]
    fn other_texts_are_no_lists_of_paths() {
        assert_eq!(paths("/a/b\n\n\"/a/c\"\n"), Some(vec!["/a/b".to_owned(), "/a/c".to_owned()]));
        assert_eq!(paths("app-1\napp-2").map(|paths| paths.len()), Some(2));
        for text in ["", "hello", "{\"a/b\": 1}", "<a/>", &"x/".repeat(4_096), "///\n/a"] {
            assert_eq!(paths(text), None, "{text:.20}");
        }
    }
}
