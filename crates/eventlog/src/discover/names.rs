//! What file names tell: codec suffixes, attempts, junk, marker files.

/// Suffixes that name a compression or an archive; the content decides, these only make names comparable.
const SUFFIXES: [&str; 19] = [
    ".zstd", ".zst", ".lz4", ".lzf", ".snappy", ".sz", ".gz", ".gzip", ".bz2", ".bz", ".zip", ".tar", ".tgz", ".log",
    ".json", ".jsonl", ".ndjson", ".txt", ".compact",
];

/// A name without codec and state.
pub(crate) struct Stem<'a> {
    pub(crate) name: &'a str,
    pub(crate) in_progress: bool,
    pub(crate) compact: bool,
}

/// Takes the suffixes off a file name.
pub(crate) fn stem(base: &str) -> Stem<'_> {
    let mut this = Stem { name: base, in_progress: false, compact: false };
    loop {
        if let Some(rest) = this.name.strip_suffix(".inprogress") {
            (this.name, this.in_progress) = (rest, true);
        } else if let Some((rest, suffix)) =
            SUFFIXES.iter().find_map(|suffix| Some((this.name.strip_suffix(suffix)?, suffix)))
        {
            this.compact |= *suffix == ".compact";
            this.name = rest;
        } else if let Some(rest) = without_copy_number(this.name) {
            this.name = rest;
        } else {
            return this;
        }
    }
}

/// Browsers save a second download of `app-1.zstd` as `app-1 (1).zstd`.
fn without_copy_number(name: &str) -> Option<&str> {
    let (rest, number) = name.strip_suffix(')')?.rsplit_once(" (")?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(rest)
}

/// The attempt at the end of an application id, as in `application_1646378246604_3026794_1`.
pub(crate) fn attempt(name: &str) -> Option<u32> {
    let (id, attempt) = name.rsplit_once('_')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_id = match id.split_once(['_', '-'])? {
        ("application", rest) => rest.split_once('_').is_some_and(|(cluster, app)| digits(cluster) && digits(app)),
        ("app", rest) => rest.split_once('-').is_some_and(|(start, app)| digits(start) && digits(app)),
        ("local", rest) => digits(rest),
        ("spark", rest) => rest.bytes().all(|byte| byte.is_ascii_hexdigit()),
        _ => false,
    };
    (is_id && attempt.len() <= 4 && digits(attempt)).then(|| attempt.parse().ok())?
}

/// Why a file of this name is never worth a look.
pub(crate) fn junk(path: &str) -> Option<&'static str> {
    if path.split(['/', '!']).any(|folder| folder == "__MACOSX") {
        return Some("macOS's own data");
    }
    let base = base(path);
    match base {
        ".DS_Store" => Some("macOS's own data"),
        "Thumbs.db" | "desktop.ini" => Some("Windows's own data"),
        "_SUCCESS" | "_started" | "_committed" => Some("a marker of Hadoop"),
        _ if base.starts_with("._") => Some("macOS's own data"),
        _ if base.strip_suffix(".crc").is_some() => Some("a checksum of Hadoop"),
        _ => None,
    }
}

/// Whether a file this small and of this name is a marker: its name is its content.
pub(crate) fn is_marker(base: &str, len: u64) -> bool {
    let prefixes = ["appstatus_", "SPARK_VERSION_", "COMPRESSION_CODEC_"];
    len <= 64 && (base == "APPLICATION_COMPLETE" || prefixes.iter().any(|prefix| base.starts_with(prefix)))
}

/// The last part of a path.
pub(crate) fn base(path: &str) -> &str {
    path.rsplit(['/', '!']).next().unwrap_or(path)
}

/// Everything before the last part of a path, without the separator.
pub(crate) fn folder(path: &str) -> &str {
    path.rfind(['/', '!']).map_or("", |at| &path[..at])
}

#[cfg(test)]
mod tests {
    use super::{attempt, base, folder, stem};

    #[test]
    fn stems_and_attempts() {
        let name = stem("application_1646378246604_3026794_1.zstd.inprogress");
        assert_eq!((name.name, name.in_progress), ("application_1646378246604_3026794_1", true));
        assert_eq!(attempt(name.name), Some(1));
        assert!(stem("events_5_local-1.zstd.compact").compact);
        assert_eq!(stem("events_5_local-1 (2).zstd").name, "events_5_local-1");
        for (name, expected) in [
            ("application_1646378246604_3026794", None),
            ("local-1422981759269", None),
            ("local-1422981759269_2", Some(2)),
            ("app-20231122-0000_3", Some(3)),
            ("spark-110be3a8_4", Some(4)),
            ("my_log_1", None),
        ] {
            assert_eq!(attempt(name), expected, "{name}");
        }
    }

    #[test]
    fn archives_are_folders() {
        assert_eq!((folder("a.zip!b/c"), base("a.zip!b/c")), ("a.zip!b", "c"));
        assert_eq!((folder("a.zip!c"), base("a.zip!c"), folder("c")), ("a.zip", "c", ""));
    }
}
