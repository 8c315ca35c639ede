//! Content-Security-Policies, as far as two of them can be compared.

use std::collections::{BTreeMap, BTreeSet};

/// The directives of one policy, each with its sources; `'none'` is no source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Policy(BTreeMap<String, BTreeSet<String>>);

/// How what a host sends stands to what it should send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The same.
    Same,
    /// It allows less.
    Stricter,
    /// It allows more, or something else.
    Weaker,
    /// It says nothing of this.
    Missing,
}

impl Policy {
    /// Reads one policy. Of directives that stand twice the first counts, as browsers have it (CSP Level 3, section 2.2.1).
    pub(crate) fn parse(text: &str) -> Self {
        let mut directives = BTreeMap::new();
        for directive in text.split(';') {
            let mut words = directive.split_ascii_whitespace();
            let Some(name) = words.next() else { continue };
            let sources = words.filter(|word| !word.eq_ignore_ascii_case("'none'")).map(str::to_owned).collect();
            directives.entry(name.to_ascii_lowercase()).or_insert(sources);
        }
        Self(directives)
    }

    /// Reads the value of a header, in which several policies may stand that all hold.
    pub(crate) fn parse_all(header: &str) -> Vec<Self> {
        header.split(',').map(Self::parse).collect()
    }

    /// The directives with their sources as they are written, in the order of their names.
    pub(crate) fn directives(&self) -> impl Iterator<Item = (&str, String)> {
        self.0.iter().map(|(name, sources)| (name.as_str(), written(name, sources)))
    }

    /// The sources of a directive, or of the one that stands in for it (CSP Level 3, section 6.8.3).
    fn sources(&self, name: &str) -> Option<&BTreeSet<String>> {
        let instead: &[&str] = match name {
            "worker-src" => &["child-src", "script-src", "default-src"],
            name if name.ends_with("-src") => &["default-src"],
            _ => &[],
        };
        self.0.get(name).or_else(|| instead.iter().find_map(|name| self.0.get(*name)))
    }

    /// How a directive of this policy is held by what a host sends: by the strictest of its policies.
    pub(crate) fn held(&self, name: &str, sent: &[Self]) -> Standing {
        if is_report(name) && sent.iter().any(|sent| sent.0.contains_key(name)) {
            return Standing::Weaker;
        }
        let Some(wanted) = self.0.get(name) else { return Standing::Same };
        let standing = |sent: &Self| {
            let Some(sources) = sent.sources(name) else { return Standing::Missing };
            let asks = name.starts_with("require-");
            match (sources == wanted, sources.is_subset(wanted), sources.is_superset(wanted)) {
                (true, ..) => Standing::Same,
                (_, less, more) if (less && !asks) || (more && asks) => Standing::Stricter,
                _ => Standing::Weaker,
            }
        };
        let rank = |standing: &Standing| match standing {
            Standing::Stricter => 0,
            Standing::Same => 1,
            Standing::Weaker => 2,
            Standing::Missing => 3,
        };
        sent.iter().map(standing).min_by_key(rank).unwrap_or(Standing::Missing)
    }
}

/// Whether a directive has the browser tell somebody of what it refused.
pub(crate) fn is_report(name: &str) -> bool {
    name.starts_with("report-")
}

fn written(name: &str, sources: &BTreeSet<String>) -> String {
    let empty = if name.ends_with("-src") || ["base-uri", "form-action", "frame-ancestors"].contains(&name) {
        "'none'"
    } else {
        ""
    };
    if sources.is_empty() { empty.to_owned() } else { sources.iter().cloned().collect::<Vec<_>>().join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
                          frame-ancestors 'none'; require-trusted-types-for 'script'";

    fn held(name: &str, sent: &str) -> Standing {
        Policy::parse(WANTED).held(name, &Policy::parse_all(sent))
    }

    #[test]
    fn what_allows_more_is_weaker() {
        assert_eq!(held("script-src", WANTED), Standing::Same);
        assert_eq!(held("script-src", "script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'"), Standing::Weaker);
        assert_eq!(held("connect-src", "connect-src *"), Standing::Weaker);
        assert_eq!(held("report-uri", "default-src 'none'; report-uri https://a.example/"), Standing::Weaker);
        assert_eq!(held("report-uri", "default-src 'none'"), Standing::Same);
        assert_eq!(held("connect-src", "default-src 'self'"), Standing::Same);
        assert_eq!(held("connect-src", "CONNECT-SRC 'none'; default-src *"), Standing::Stricter);
        assert_eq!(held("default-src", "default-src 'self'"), Standing::Weaker);
        let workers = Policy::parse("worker-src 'self' blob:");
        assert_eq!(
            workers.held("worker-src", &Policy::parse_all("default-src 'none'; script-src *")),
            Standing::Weaker
        );
    }

    #[test]
    fn what_does_not_fall_back_is_missing() {
        assert_eq!(held("frame-ancestors", "default-src 'none'"), Standing::Missing);
        assert_eq!(held("require-trusted-types-for", "default-src 'none'"), Standing::Missing);
        assert_eq!(held("connect-src", ""), Standing::Missing);
        assert_eq!(Policy::parse(WANTED).held("connect-src", &[]), Standing::Missing);
    }

    #[test]
    fn of_several_policies_the_strictest_counts_and_of_two_directives_the_first() {
        assert_eq!(held("connect-src", "connect-src *, connect-src 'none'"), Standing::Stricter);
        assert_eq!(held("connect-src", "connect-src 'self'; connect-src *"), Standing::Same);
    }

    #[test]
    fn a_policy_is_written_as_it_was_read() {
        let policy = Policy::parse(WANTED);
        let written: Vec<_> = policy.directives().collect();
        assert!(written.contains(&("default-src", "'none'".to_owned())));
        assert!(written.contains(&("script-src", "'self' 'wasm-unsafe-eval'".to_owned())));
    }
}
