//! What single words are: addresses of people, machines and resources, files and folders.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Kind;
use super::find::Finds;

/// What words are split at; addresses of resources may hold some of the signs that others cannot.
const BETWEEN: &str = ",()[]{}\"'<>|`";
/// Schemes whose first part is a store and no machine.
const STORES: [&str; 9] = ["s3", "s3a", "s3n", "gs", "oss", "cosn", "obs", "file", "dbfs"];
/// How names of machines end that are no names of classes or files.
const ENDINGS: [&str; 16] = [
    "internal", "local", "lan", "corp", "intra", "intranet", "private", "home", "example", "com", "net", "org", "io",
    "cloud", "edu", "gov",
];
/// How names of classes and packages begin.
const PACKAGES: [&str; 14] =
    ["com", "org", "net", "io", "java", "javax", "scala", "sun", "jdk", "spark", "hive", "py4j", "edu", "gov"];

/// Every word of a text.
pub(super) fn scan<'a>(text: &'a str, finds: &mut Finds<'a>) {
    for word in text.split(|letter: char| letter.is_whitespace() || BETWEEN.contains(letter)) {
        if word.len() < 4 {
            continue;
        }
        match word.find("://") {
            Some(colon) => url(word, colon, finds),
            None => word.split(['=', ';']).for_each(|part| one(part, finds)),
        }
    }
}

/// An address of a resource, with what stands before it.
fn url<'a>(word: &'a str, colon: usize, finds: &mut Finds<'a>) {
    let in_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b':');
    let length = word.as_bytes()[..colon].iter().rev().take_while(|byte| in_scheme(byte)).count();
    let begin = colon - length;
    if length == 0 || !word.is_char_boundary(begin) {
        return;
    }
    let address = word[begin..].trim_end_matches(['.', ':', ';']);
    finds.add(Kind::Url, address);
    let scheme = word[begin..colon].rsplit(':').next().unwrap_or_default();
    let rest = address.get(length + 3..).unwrap_or_default();
    let authority = &rest[..rest.find(['/', '?', '#', ';']).unwrap_or(rest.len())];
    let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    if !STORES.contains(&scheme) {
        host_and_port(host, finds);
        // In Azure's addresses the container stands before the account.
        if let Some(user) = user.filter(|_| !scheme.starts_with("abfs") && !scheme.starts_with("wasb")) {
            let user = user.split(':').next().unwrap_or_default();
            if !user.is_empty() && user.len() < 64 {
                finds.add(Kind::User, user);
            }
        }
    }
    home(rest, finds);
}

/// The machine of an address; whatever stands there is one.
pub(super) fn host_and_port<'a>(text: &'a str, finds: &mut Finds<'a>) {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or_else(
        || if text.parse::<Ipv6Addr>().is_ok() { text } else { text.split(':').next().unwrap_or_default() },
        |(inside, _)| inside,
    );
    let named = bare.len() > 1
        && bare.len() < 254
        && bare.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | ':'))
        && !bare.bytes().all(|byte| byte.is_ascii_digit());
    if named && !is_here(bare) {
        finds.add(Kind::Host, bare);
    }
}

/// Names and addresses that every machine has for itself.
fn is_here(host: &str) -> bool {
    matches!(host, "localhost" | "0.0.0.0" | "127.0.0.1" | "::" | "::1" | "driver" | "true" | "false" | "null" | "None")
}

/// A word that is no address of a resource.
fn one<'a>(word: &'a str, finds: &mut Finds<'a>) {
    let word = word.trim_matches(['.', ',', ':', '!', '?']);
    if word.contains('@') {
        if is_email(word) {
            finds.add(Kind::Email, word);
        }
    } else if is_path(word) {
        finds.add(Kind::Path, word);
        home(word, finds);
    } else if let Some((scheme, path)) = word.split_once(":/")
        && path.contains('/')
        && !scheme.is_empty()
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        finds.add(Kind::Path, word);
        home(path, finds);
    } else if let Some(host) = host(word) {
        finds.add(Kind::Host, host);
    }
}

/// A file or a folder: of Unix with two parts at least, of Windows, or on a share.
fn is_path(word: &str) -> bool {
    let bytes = word.as_bytes();
    let unix = word.strip_prefix('/').or_else(|| word.strip_prefix("~/")).is_some_and(|rest| {
        let mut parts = rest.split('/').filter(|part| !part.is_empty());
        parts.next().is_some() && (parts.next().is_some() || word.starts_with('~'))
    });
    unix || matches!(bytes, [b'A'..=b'Z' | b'a'..=b'z', b':', b'\\', _, ..])
        || word.strip_prefix("\\\\").is_some_and(|rest| rest.contains('\\'))
}

/// The user whose folder a path lies in.
fn home<'a>(path: &'a str, finds: &mut Finds<'a>) {
    for folder in ["/home/", "/Users/", "\\Users\\", "/user/"] {
        if let Some((_, rest)) = path.split_once(folder) {
            let name = rest.split(['/', '\\']).next().unwrap_or_default();
            let public = matches!(name, "hive" | "spark" | "hadoop" | "Shared" | "Public" | "lib");
            if !name.is_empty() && name.len() < 64 && !public {
                finds.add(Kind::User, name);
            }
            return;
        }
    }
}

/// An e-mail address: a name, and a host that ends with letters.
fn is_email(word: &str) -> bool {
    let plain = |text: &str, more: &str| text.chars().all(|letter| letter.is_alphanumeric() || more.contains(letter));
    word.rsplit_once('@').is_some_and(|(user, host)| {
        let end = host.rsplit_once('.').map_or("", |(_, end)| end);
        user.starts_with(char::is_alphanumeric)
            && plain(user, "._%+-/")
            && plain(host, ".-")
            && host.starts_with(char::is_alphanumeric)
            && end.len() > 1
            && end.chars().all(char::is_alphabetic)
    })
}

/// A machine by the form of its name or address, without its port.
fn host(word: &str) -> Option<&str> {
    if word.bytes().filter(|byte| *byte == b':').count() > 1 {
        let bare = word.strip_prefix('[').map_or(word, |rest| rest.split(']').next().unwrap_or(rest));
        let bare = bare.split(['%', '/']).next().unwrap_or(bare);
        // `a::b` is Scala's too.
        return (bare.len() > 6 && bare.bytes().any(|byte| byte.is_ascii_digit()) && bare.parse::<Ipv6Addr>().is_ok())
            .then_some(bare);
    }
    let bare = word.trim_start_matches('/').split([':', '/']).next().unwrap_or(word);
    if is_here(bare) || !bare.is_ascii() || bare.len() > 253 {
        return None;
    }
    if bare.parse::<Ipv4Addr>().is_ok() {
        return Some(bare);
    }
    let numbered = bare.strip_prefix("ip-").is_some_and(|rest| {
        rest.split('.').next().is_some_and(|rest| {
            let parts: Vec<&str> = rest.split('-').collect();
            parts.len() == 4 && parts.iter().all(|part| part.parse::<u8>().is_ok())
        })
    });
    let labels: Vec<&str> = bare.split('.').collect();
    let label = |label: &&str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let named = labels.len() > 1
        && labels.iter().all(label)
        && labels.last().is_some_and(|last| ENDINGS.contains(last))
        && !labels.first().is_some_and(|first| PACKAGES.contains(first));
    (numbered || named).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Kind, &str)> {
        let mut finds = Finds::default();
        scan(text, &mut finds);
        finds.0.into_iter().map(|found| (found.kind, found.text)).collect()
    }

    #[test]
    fn words_are_told_by_their_form() {
        for (text, all) in [
            ("mail to ann.b@bank.example, now", vec![(Kind::Email, "ann.b@bank.example")]),
            ("10.1.2.3:4040 is down", vec![(Kind::Host, "10.1.2.3")]),
            ("fe80::1ff:fe23:4567:890a", vec![(Kind::Host, "fe80::1ff:fe23:4567:890a")]),
            ("ip-10-0-0-1.ec2.internal", vec![(Kind::Host, "ip-10-0-0-1.ec2.internal")]),
            ("db7.prod.acme.corp:5432", vec![(Kind::Host, "db7.prod.acme.corp")]),
            ("-Dx=/opt/acme/a.jar", vec![(Kind::Path, "/opt/acme/a.jar")]),
            ("C:\\Users\\Kim\\a.csv", vec![(Kind::Path, "C:\\Users\\Kim\\a.csv"), (Kind::User, "Kim")]),
            ("\\\\srv\\share", vec![(Kind::Path, "\\\\srv\\share")]),
            ("dbfs:/mnt/acme/x", vec![(Kind::Path, "dbfs:/mnt/acme/x")]),
            ("s3://acme/x y", vec![(Kind::Url, "s3://acme/x")]),
            (
                "url=jdbc:postgresql://bob:pw@db7:5432/x?a=b",
                vec![(Kind::Url, "jdbc:postgresql://bob:pw@db7:5432/x?a=b"), (Kind::Host, "db7"), (Kind::User, "bob")],
            ),
            ("http://[fe80::1]:80/x", vec![(Kind::Url, "http://")]),
        ] {
            let found = found(text);
            assert!(all.iter().all(|one| found.contains(one)), "{text}: {found:?}");
        }
    }

    #[test]
    fn classes_versions_and_options_are_none() {
        for text in [
            "org.apache.spark.SparkException",
            "3.5.1",
            "java.lang.Object@1f2e.d3",
            "-XX:@1.9",
            "a::b",
            "12:34:56",
            "text/plain",
            "localhost",
            "count at X.scala:12",
            "spark.sql.shuffle.partitions",
            "a/b",
            "/x",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
