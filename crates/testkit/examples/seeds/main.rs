//! Writes the seed corpus of the fuzz targets, `fuzz/corpus`, and the keys of events as a dictionary, from the fixtures
//! and from the texts in the tests: one line of each kind of event, plain and packed in every way, small runs, archives,
//! tables, and the bad inputs.

mod archives;
mod runs;
mod texts;

use std::io::Read;
use std::path::{Path, PathBuf};

use afterglow_testkit::{bad_inputs, fixtures, inputs, pack, workspace_root};

/// A longer file makes mutations rare where they matter.
const LONGEST: usize = 20_000;
/// "Spark event log, a short text. Spark event log." as `bzip2 -9` writes it.
const BZIP2: &[u8] =
    b"BZh91AY&SY\xb8\xa5\x95\xc9\x00\x00\x05\x93\x80@\x05\x08\x00\"\xcd\xdd@ \x00!*d\x9bMLi\x94\x14\xd3#\x13\x13\
    \x11U\xc9\x19\x1d\x13\x0cAB\x98\xe9TxA$\xc9\x03\xb5\x0f\xf5\xfd\xb7\xe2\xeeH\xa7\n\x12\x17\x14\xb2\xb9 ";

fn main() -> std::io::Result<()> {
    let corpus = Corpus(workspace_root().join("fuzz/corpus"));
    let kinds = runs::kinds();
    let all: Vec<u8> = kinds.values().flatten().copied().collect();
    corpus.dictionary(&kinds)?;
    corpus.write("lines", "all", &[b"\x06\0"], &all)?;
    for (at, line) in kinds.values().enumerate() {
        corpus.write("lines", &format!("line-{at}"), &[b"\x40\0"], line)?;
        corpus.write("redact", &format!("line-{at}"), &[], line)?;
    }
    for (name, run) in runs::small() {
        corpus.write("lines", &name, &[b"\x80\0"], &run)?;
        corpus.write("redact", &name, &[], &run)?;
        corpus.write("session_file", &name, &[runs::SESSION_HEAD], &run)?;
        for dear in [b"\x07\x20\x09\x18", b"\x48\x18\x40\x12"] {
            corpus.write("whole", &format!("{name}-{}", dear[0]), &[dear], &run)?;
        }
    }
    stored(&corpus, &all)?;
    for (name, archive) in archives::archives(&all) {
        for choice in [b"\0", b"\x81"] {
            corpus.write("archives", &format!("{name}-{}", choice[0]), &[choice], &archive)?;
        }
        corpus.write("discover", &name, &[b"\x01"], &archive)?;
    }
    tables(&corpus)
}

/// Packed logs and the bad inputs.
fn stored(corpus: &Corpus, all: &[u8]) -> std::io::Result<()> {
    // The codecs in the order of the target's list.
    for (pick, name) in [(0, "zstd"), (1, "lz4"), (3, "snappy"), (4, "lzf"), (5, "gzip")] {
        let packer = pack::ALL.iter().find(|(known, _)| *known == name).map(|(_, packer)| packer);
        let packed = packer.map(|packer| packer(&all[..all.len().min(9000)])).unwrap_or_default();
        corpus.write("codecs", name, &[&[pick]], &packed)?;
        corpus.write("discover", name, &[b"\0"], &packed)?;
    }
    let deflated = pack::gzip(&all[..all.len().min(30_000)]);
    corpus.write("codecs", "deflate", &[b"\x07"], &deflated[10..])?;
    corpus.write("codecs", "bzip2", &[b"\x06"], BZIP2)?;
    for fixture in fixtures() {
        for input in inputs(&fixture.path).iter().filter(|input| (1..200_000).contains(&input.len())) {
            let mut bytes = Vec::new();
            input.open()?.read_to_end(&mut bytes)?;
            let name = fixture.name.replace('/', "-");
            corpus.write("discover", &name, &[b"\0"], &bytes)?;
            if let Some(pick) = ["zstd", "lz4", "\0", "snappy", "lzf"].iter().position(|codec| name.contains(codec)) {
                corpus.write("codecs", &name, &[&[pick as u8]], &bytes)?;
            }
        }
    }
    for bad in bad_inputs() {
        let bytes = std::fs::read(&bad.path)?;
        corpus.write("discover", &bad.name, &[b"\x01"], &bytes)?;
        corpus.write("redact", &bad.name, &[], &bytes)?;
    }
    Ok(())
}

/// What the tests give to the readers of tables, prices and rules.
fn tables(corpus: &Corpus) -> std::io::Result<()> {
    let root = workspace_root();
    let of = |files: &[&str]| {
        let plain: Vec<String> = files.iter().flat_map(|file| texts::of(&root.join(file))).collect();
        let edged: Vec<String> = plain.iter().flat_map(|text| texts::edged(text)).collect();
        [plain, edged].concat()
    };
    for (at, text) in of(&["crates/catalog/tests", "crates/catalog/src/import"]).iter().enumerate() {
        for choice in [b"\0", b"\x01"] {
            corpus.write("prices", &format!("test-{at}-{}", choice[0]), &[choice], text.as_bytes())?;
        }
        corpus.write("house", &format!("prices-{at}"), &[b"\x01"], text.as_bytes())?;
    }
    let rules = of(&["crates/engine/src/house", "crates/optimize/src/policy", "crates/engine/tests/house.rs"]);
    for (at, text) in rules.iter().enumerate() {
        corpus.write("house", &format!("rules-{at}"), &[b"\0"], text.as_bytes())?;
    }
    for (at, text) in of(&["crates/engine/tests/past_runs.rs", "crates/cli/tests/table.rs"]).iter().enumerate() {
        for choice in [b"\0\0\x20\x20\0", b"\x1f\x01\x10\x18\x02"] {
            corpus.write("past_runs", &format!("test-{at}-{}", choice[0]), &[choice], text.as_bytes())?;
        }
    }
    for (at, text) in of(&["crates/engine/src/usage"]).iter().enumerate() {
        corpus.write("machine_use", &format!("test-{at}"), &[b"\x02\0\0\0"], text.as_bytes())?;
    }
    for file in std::fs::read_dir(root.join("tests/fixtures/usage"))?.flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        let mut bytes = std::fs::read(file.path())?;
        bytes.truncate(6_000);
        corpus.write("machine_use", &name, &[b"\x06\x60\0\0"], &bytes)?;
    }
    Ok(())
}

struct Corpus(PathBuf);

impl Corpus {
    fn write(&self, target: &str, name: &str, choices: &[&[u8]], bytes: &[u8]) -> std::io::Result<()> {
        let folder = self.0.join(target);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(name), [&choices.concat(), &bytes[..bytes.len().min(LONGEST)]].concat())
    }

    /// The keys that events have, for `-dict`.
    fn dictionary(&self, kinds: &runs::Kinds) -> std::io::Result<()> {
        let mut keys: Vec<String> = kinds.values().flat_map(|line| runs::keys(line)).collect();
        keys.sort();
        keys.dedup();
        let lines: Vec<String> = keys.iter().map(|key| format!("\"\\\"{key}\\\":\"\n")).collect();
        std::fs::create_dir_all(&self.0)?;
        std::fs::write(Path::new(&self.0).join("events.dict"), lines.concat())
    }
}
