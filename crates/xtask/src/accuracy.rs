//! `cargo xtask accuracy`: how right the model is, measured on runs whose truth is known, into `docs/accuracy.md`.
//!
//! Reads the project's shared truth and tables (`../shared` beside the checkout); without them it says so and leaves
//! the page as it is. The date in the page is that of the data, never the clock's.

mod decima;
mod figures;
mod growth;
mod logs;
mod real_cluster;
mod replays;
mod scaling;
mod search;
mod tables;

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

/// Measures one part and writes its section.
type Report = fn(&Path) -> Result<String, Box<dyn Error>>;

/// The parts of the page with their names; each writes one section, headed by `##`.
const PARTS: [(&str, Report); 9] = [
    ("scale-out", scaling::report),
    ("data", growth::report),
    ("replays", replays::report),
    ("real cluster", real_cluster::report),
    ("task times", decima::report),
    ("tables", tables::report),
    ("tables: trials", tables::trials::report),
    ("tables: unseen", tables::unseen::report),
    ("search", search::report),
];

/// Date of the truth data, for the page's head.
const DATA_DATE: &str = "2026-11-21";

/// Measures everything and writes the page.
///
/// # Errors
/// When the page cannot be written or a truth cannot be read.
pub(crate) fn run(root: &Path) -> Result<(), Box<dyn Error>> {
    let shared = root.join("../shared");
    if !shared.join("truth").is_dir() {
        println!("note: ../shared/truth is not there; docs/accuracy.md stays as it is");
        return Ok(());
    }
    let mut page = String::new();
    writeln!(page, "# How right the predictions are\n")?;
    writeln!(
        page,
        "Written by `cargo xtask accuracy`, version {}, data of {DATA_DATE}. The log of one run, or a part of a table, \
         predicts another run, whose measured time is the truth. But these are also the sets on which the constants of \
         the model were chosen (contention, remote share, hiccups, the sharpness of the weights, the widths of the \
         intervals), so the figures are those of development: runs of the same kinds that were kept back decide, and are \
         not on this page. The replays are of the runs themselves. Formulas are in [model.md](model.md). An error is |predicted − measured| / measured. \
         \"Inside\" is the share of truths within the 80 % interval; 70 to 90 % is right.\n",
        env!("CARGO_PKG_VERSION")
    )?;
    for (name, part) in PARTS {
        println!("accuracy: {name}");
        page.push_str(&part(&shared)?);
        page.push('\n');
    }
    let path = root.join("docs/accuracy.md");
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    // The detectors' section is measured by itself (`--detectors`) and stays as it is.
    if let Some(at) = before.find(crate::detectors::BEGIN) {
        page.push_str(&before[at..]);
    }
    std::fs::write(path, page)?;
    println!("wrote docs/accuracy.md");
    Ok(())
}

/// Measures the parts whose name begins with `name`, and puts their sections in the place of those on the page.
///
/// # Errors
/// When there is no such part, the page cannot be written or a truth cannot be read.
pub(crate) fn run_only(root: &Path, name: &str) -> Result<(), Box<dyn Error>> {
    let shared = root.join("../shared");
    let path = root.join("docs/accuracy.md");
    let mut page = std::fs::read_to_string(&path)?;
    let mut parts = PARTS.iter().filter(|part| part.0.starts_with(name)).peekable();
    if parts.peek().is_none() {
        return Err(format!("no part {name:?}; there are {}", PARTS.map(|part| part.0).join(", ")).into());
    }
    for (name, part) in parts {
        println!("accuracy: {name}");
        page = replaced(&page, &part(&shared)?);
    }
    std::fs::write(path, page)?;
    println!("wrote docs/accuracy.md");
    Ok(())
}

/// The page with another text for the section of the same heading; a section that it lacks comes behind the others.
fn replaced(page: &str, section: &str) -> String {
    let heading = section.lines().next().unwrap_or_default();
    let detectors = page.find(crate::detectors::BEGIN).unwrap_or(page.len());
    let start = page[..detectors].find(&format!("{heading}\n")).unwrap_or(detectors);
    let end = page[start..detectors].find("\n## ").map_or(detectors, |at| start + at + 1);
    format!("{}{section}\n{}", &page[..start], &page[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_takes_the_place_of_the_one_with_its_heading() {
        let page = format!("# Page\n\n## A\n\nold\n\n## B\n\nstays\n\n{}\n\n## A\n", crate::detectors::BEGIN);
        let new = replaced(&page, "## A\n\nnew\n");
        assert_eq!(new, page.replacen("old", "new", 1));
        let more = replaced(&new, "## C\n\nmore\n");
        assert_eq!(more, new.replace("stays\n\n", "stays\n\n## C\n\nmore\n\n"));
    }
}
