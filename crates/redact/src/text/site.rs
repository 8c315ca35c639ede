//! Call sites and RDDs.

use crate::names::Names;
use crate::vocabulary::{API, FIELDS, FILES};

/// A call site such as `count at Report.scala:12`: the method if it is Spark's, the line, and a token for the file
/// unless it is Spark's or Java's. What is no call site becomes one token.
pub(crate) fn call_site(text: &str, names: &mut Names) -> String {
    if text.is_empty() {
        return String::new();
    }
    // A description of Spark's own, as the words of a job that looks for files.
    if let Some(own) = API.iter().find(|entry| entry.contains(' ') && text.starts_with(entry)) {
        return own.to_owned();
    }
    let parts = text.rsplit_once(" at ").and_then(|(method, place)| Some((method, location(place, names)?)));
    match parts {
        Some((method, place)) if API.has(method) => format!("{method} at {place}"),
        Some((method, place)) => format!("{} at {place}", names.name(method)),
        None => names.name(text),
    }
}

/// `Report.scala:12` with a token for the file's name; its ending stays if it is one of a language.
pub(super) fn location(place: &str, names: &mut Names) -> Option<String> {
    let (file, line) = place.rsplit_once(':')?;
    if line.is_empty() || line.len() > 6 || !line.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if FILES.has(file) {
        return Some(place.to_owned());
    }
    let token = names.name(file);
    let ending = file.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending
        .filter(|ending| matches!(*ending, "scala" | "java" | "py" | "kt" | "sql" | "ipynb") && FIELDS.has(ending));
    Some(match ending {
        Some(ending) => format!("{token}.{ending}:{line}"),
        None => format!("{token}:{line}"),
    })
}

/// The name of an RDD: its kind, or a token. Whether Python works in it stays visible.
pub(crate) fn rdd(name: &str, names: &mut Names) -> String {
    if name.is_empty() || API.has(name) {
        name.to_owned()
    } else if name.contains("Python") {
        format!("{}_Python", names.name(name))
    } else {
        names.name(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn call_sites_keep_method_and_line() {
        let mut names = Names::new(b"key");
        let report = names.name("Report.scala");
        assert_eq!(call_site("count at Report.scala:12", &mut names), format!("count at {report}.scala:12"));
        assert_eq!(
            call_site("collect at NativeMethodAccessorImpl.java:0", &mut names),
            "collect at NativeMethodAccessorImpl.java:0"
        );
        assert_eq!(call_site("payroll", &mut names), names.name("payroll"));
        let listing = "Listing leaf files and directories";
        assert_eq!(call_site(&format!("{listing} for 40 paths:<br/>s3://payroll/..."), &mut names), listing);
        assert!(call_site("mySecret at /home/bob/a.py:3", &mut names).ends_with(".py:3"));
        assert!(rdd("MyPythonThing", &mut names).ends_with("_Python"));
    }
}
