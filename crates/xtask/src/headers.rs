//! The security policy of the page, once, and every form that hosts want it in.
//!
//! `cargo xtask headers` writes `www/headers/*` and the `<meta>` of `www/index.html` from here; a test fails when they
//! are not current. docs/security.md explains each directive.

mod hosts;

use crate::shell::{Outcome, read, root, write};
use std::path::PathBuf;

/// The directives of the site, in the order in which they are written.
const SITE: &[(&str, &str)] = &[
    ("default-src", "'none'"),
    ("script-src", "'self' 'wasm-unsafe-eval'"),
    ("style-src", "'self'"),
    ("img-src", "'self' data: blob:"),
    ("connect-src", "'self'"),
    ("worker-src", "'self' blob:"),
    ("manifest-src", "'self'"),
    ("base-uri", "'none'"),
    ("form-action", "'none'"),
    ("frame-ancestors", "'none'"),
    ("require-trusted-types-for", "'script'"),
    ("trusted-types", "default"),
];

/// Headers that a `<meta>` cannot carry. They do not change what the page can do, they narrow what others can do to it.
const OTHERS: &[(&str, &str)] = &[
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("X-DNS-Prefetch-Control", "off"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), serial=(), usb=()",
    ),
];

/// The policy as the value of a header.
pub(crate) fn policy() -> String {
    join(SITE.iter().copied())
}

/// The policy as a `<meta>` of the site: browsers ignore `frame-ancestors` there and complain about it.
pub(crate) fn meta_policy() -> String {
    join(SITE.iter().copied().filter(|(name, _)| *name != "frame-ancestors"))
}

/// The policy of the one-file page: it can name its own scripts and styles by hash, and can connect to nothing at all.
pub(crate) fn single_file_policy(scripts: &[String], styles: &[String]) -> String {
    let script = format!("{} 'wasm-unsafe-eval'", scripts.join(" "));
    let style = styles.join(" ");
    join([
        ("default-src", "'none'"),
        ("script-src", script.as_str()),
        ("style-src", style.as_str()),
        ("img-src", "data: blob:"),
        ("connect-src", "'none'"),
        ("worker-src", "blob:"),
        ("base-uri", "'none'"),
        ("form-action", "'none'"),
        ("require-trusted-types-for", "'script'"),
        ("trusted-types", "default"),
    ])
}

/// All headers of an answer, the cache rule among them: names of parts carry a hash, `index.html` and the rest do not.
pub(crate) fn all(hashed: bool) -> Vec<(&'static str, String)> {
    let cache = if hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let fixed = OTHERS.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let policy = ("Content-Security-Policy", policy());
    std::iter::once(policy).chain(fixed).chain([("Cache-Control", cache.to_owned())]).collect()
}

/// Puts `policy` into the `<meta>` of a page.
///
/// # Errors
/// When the page has no such element.
pub(crate) fn with_policy(html: &str, policy: &str) -> Outcome<String> {
    let open = "<meta http-equiv=\"Content-Security-Policy\" content=\"";
    let start = html.find(open).ok_or("index.html has no Content-Security-Policy element")? + open.len();
    let end = start + html[start..].find('"').ok_or("index.html: the policy's quote is not closed")?;
    Ok(format!("{}{policy}{}", &html[..start], &html[end..]))
}

/// Writes `www/headers/*` and the policy in `www/index.html`.
///
/// # Errors
/// When a file cannot be written.
pub(crate) fn generate() -> Outcome {
    wanted()?.into_iter().try_for_each(|(path, text)| write(&path, text))
}

/// Tells which generated files differ from what [`generate`] would write.
///
/// # Errors
/// When `www/index.html` cannot be read.
pub(crate) fn stale() -> Outcome<Vec<PathBuf>> {
    let differs = |(path, text): (PathBuf, String)| (read(&path).ok()? != text).then_some(path).or(None);
    let missing = |(path, _): &(PathBuf, String)| !path.is_file();
    let wanted = wanted()?;
    let gone: Vec<PathBuf> = wanted.iter().filter(|file| missing(file)).map(|(path, _)| path.clone()).collect();
    Ok(gone.into_iter().chain(wanted.into_iter().filter_map(differs)).collect())
}

fn wanted() -> Outcome<Vec<(PathBuf, String)>> {
    let www = root().join("www");
    let page = www.join("index.html");
    let mut files = vec![(page.clone(), with_policy(&read(&page)?, &meta_policy())?)];
    files.extend(hosts::files().into_iter().map(|(name, text)| (www.join("headers").join(name), text)));
    Ok(files)
}

fn join<'a>(directives: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    directives.into_iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generated_files_are_current() {
        let stale = stale().expect("www/index.html is readable");
        assert!(stale.is_empty(), "run `cargo xtask headers`; not current: {stale:?}");
    }

    #[test]
    fn no_policy_lets_text_become_code() {
        let single = single_file_policy(&["'sha256-a'".into()], &["'sha256-b'".into()]);
        for policy in [policy(), meta_policy(), single] {
            assert!(policy.starts_with("default-src 'none';"));
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
            assert!(!policy.contains("http:") && !policy.contains("https:") && !policy.contains('*'), "{policy}");
        }
    }
}
