//! Whether everything that we depend on has a licence that we accept and comes from a registry under a lock.

use crate::shell::{Outcome, capture, cargo, read, root};
use serde_json::Value;

/// Licences that a dependency may have. All of them let the whole be under Apache-2.0; none of them is copyleft.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "bzip2-1.0.6",
];

/// npm packages under another licence that tests run as they are: they must be marked as of development alone, so that
/// nothing of them is shipped. docs/dependencies.md says why.
const RUN_ONLY: &[(&str, &str)] = &[("node_modules/axe-core", "MPL-2.0")];

/// The only place that Rust crates come from.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Checks the crates of `Cargo.lock` and the packages of `package-lock.json`.
///
/// # Errors
/// With one line for each crate or package that breaks a rule.
pub(crate) fn check() -> Outcome {
    let metadata = metadata()?;
    let mut wrong = Vec::new();
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    for package in packages {
        let name = format!("{} {}", text(&package["name"]), text(&package["version"]));
        match package["source"].as_str() {
            None if workspace_member(&metadata, package) => {}
            Some(CRATES_IO) => {}
            other => wrong.push(format!("{name}: comes from {}", other.unwrap_or("a folder outside the workspace"))),
        }
        match package["license"].as_str() {
            Some(licence) if accepted(licence) => {}
            other => wrong.push(format!("{name}: licence {}", other.unwrap_or("not named"))),
        }
    }
    let npm = npm(&mut wrong)?;
    if wrong.is_empty() {
        println!("{} crates and {npm} npm packages: licences and sources are accepted", packages.len());
        return Ok(());
    }
    Err(format!("not accepted:\n  {}", wrong.join("\n  ")).into())
}

/// What cargo knows of the workspace and all that it depends on.
///
/// # Errors
/// When `Cargo.lock` is not current.
pub(crate) fn metadata() -> Outcome<Value> {
    Ok(serde_json::from_str(&capture(cargo().args(["metadata", "--format-version", "1", "--locked"]))?)?)
}

/// Each npm package must have a hash, and if it names where it comes from, that must be the registry.
fn npm(wrong: &mut Vec<String>) -> Outcome<usize> {
    let lock: Value = serde_json::from_str(&read(&root().join("package-lock.json"))?)?;
    let packages = lock["packages"].as_object().ok_or("package-lock.json has no packages")?;
    let foreign = packages.iter().filter(|(path, _)| !path.is_empty());
    let mut count = 0;
    for (path, package) in foreign {
        count += 1;
        if package["resolved"].as_str().is_some_and(|from| !from.starts_with("https://registry.npmjs.org/")) {
            wrong.push(format!("{path}: comes from {}", text(&package["resolved"])));
        }
        if !package["integrity"].as_str().is_some_and(|hash| hash.starts_with("sha512-")) {
            wrong.push(format!("{path}: has no sha512 in package-lock.json"));
        }
        let run_only = package["dev"] == true && RUN_ONLY.contains(&(path.as_str(), text(&package["license"])));
        if !run_only && !package["license"].as_str().is_some_and(accepted) {
            wrong.push(format!("{path}: licence {}", text(&package["license"])));
        }
    }
    Ok(count)
}

fn workspace_member(metadata: &Value, package: &Value) -> bool {
    metadata["workspace_members"].as_array().is_some_and(|members| members.contains(&package["id"]))
}

/// Whether an SPDX expression can be satisfied by accepted licences alone. `A/B` is the old way to write `A OR B`.
fn accepted(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = expression.split_whitespace().collect();
    let mut rest = words.as_slice();
    any(&mut rest) == Some(true) && rest.is_empty()
}

/// One level of the grammar each; `None` where the expression is not one.
fn any(rest: &mut &[&str]) -> Option<bool> {
    let mut value = all(rest)?;
    while take(rest, "OR") {
        value |= all(rest)?;
    }
    Some(value)
}

fn all(rest: &mut &[&str]) -> Option<bool> {
    let mut value = one(rest)?;
    while take(rest, "AND") {
        value &= one(rest)?;
    }
    Some(value)
}

fn one(rest: &mut &[&str]) -> Option<bool> {
    if take(rest, "(") {
        let value = any(rest)?;
        return take(rest, ")").then_some(value);
    }
    let licence = next(rest)?;
    if take(rest, "WITH") {
        let exception = next(rest)?;
        return Some(ALLOWED.contains(&format!("{licence} WITH {exception}").as_str()));
    }
    Some(ALLOWED.contains(&licence))
}

fn next<'a>(rest: &mut &[&'a str]) -> Option<&'a str> {
    let (first, tail) = rest.split_first()?;
    *rest = tail;
    Some(first)
}

fn take(rest: &mut &[&str], word: &str) -> bool {
    let found = rest.first() == Some(&word);
    if found {
        *rest = &rest[1..];
    }
    found
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use super::accepted;

    #[test]
    fn expressions_are_read_as_spdx_means_them() {
        for good in ["MIT", "MIT OR GPL-3.0-only", "MIT/Apache-2.0", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
            assert!(accepted(good), "{good}");
        }
        assert!(accepted("Apache-2.0 WITH LLVM-exception OR GPL-2.0-only"));
        for bad in ["GPL-3.0-only", "MIT AND MPL-2.0", "(MIT", "", "MIT OR", "LGPL-2.1-or-later AND (MIT OR ISC)"] {
            assert!(!accepted(bad), "{bad}");
        }
    }
}
