//! Writes the seed corpus of the fuzz targets, `fuzz/corpus`, from the fixtures: one line of each kind of event, plain and
//! packed in every way, and the bad inputs.

use std::collections::BTreeMap;
use std::path::Path;

use afterglow_eventlog::discover::{Limits, discover};
use afterglow_testkit::{bad_inputs, fixtures, inputs, pack, plain_text, workspace_root};

/// A longer line makes mutations rare where they matter.
const LONGEST: usize = 12_000;

fn main() -> std::io::Result<()> {
    let corpus = workspace_root().join("fuzz/corpus");
    let mut kinds: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for fixture in fixtures() {
        for log in discover(&inputs(&fixture.path), &Limits::default()).logs {
            for text in plain_text(&log) {
                for line in text.split(|byte| *byte == b'\n').filter(|line| line.len() <= LONGEST) {
                    let name = String::from_utf8_lossy(line).split('"').nth(3).unwrap_or_default().to_owned();
                    let shortest = kinds.entry(name).or_insert_with(|| line.to_vec());
                    if line.len() < shortest.len() {
                        *shortest = line.to_vec();
                    }
                }
            }
        }
    }
    let all = kinds.values().map(|line| [line.as_slice(), b"\n"].concat()).collect::<Vec<_>>().concat();
    write(&corpus, "lines", "all", &[b"\x06\0", all.as_slice()].concat())?;
    for (at, line) in kinds.values().enumerate() {
        write(&corpus, "lines", &format!("line-{at}"), &[b"\x40\0", line.as_slice(), b"\n"].concat())?;
    }
    // The codecs in the order of the target's list.
    for (pick, name) in [(0, "zstd"), (1, "lz4"), (3, "snappy"), (4, "lzf"), (5, "gzip")] {
        let packer = pack::ALL.iter().find(|(known, _)| *known == name).map(|(_, packer)| packer);
        let packed = packer.map(|packer| packer(&all[..all.len().min(9000)])).unwrap_or_default();
        write(&corpus, "codecs", name, &[&[pick], packed.as_slice()].concat())?;
        write(&corpus, "discover", name, &[b"\0", packed.as_slice()].concat())?;
    }
    for fixture in fixtures() {
        for input in inputs(&fixture.path).iter().filter(|input| (1..200_000).contains(&input.len())) {
            let mut bytes = Vec::new();
            input.open()?.read_to_end(&mut bytes)?;
            bytes.truncate(20_000);
            let name = fixture.name.replace('/', "-");
            write(&corpus, "discover", &name, &[b"\0", bytes.as_slice()].concat())?;
            if let Some(pick) = ["zstd", "lz4", "\0", "snappy", "lzf"].iter().position(|codec| name.contains(codec)) {
                write(&corpus, "codecs", &name, &[&[pick as u8], bytes.as_slice()].concat())?;
            }
        }
    }
    for bad in bad_inputs() {
        let bytes = std::fs::read(&bad.path)?;
        write(&corpus, "discover", &bad.name, &[b"\x01", &bytes[..bytes.len().min(20_000)]].concat())?;
    }
    Ok(())
}

fn write(corpus: &Path, target: &str, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let folder = corpus.join(target);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(name), bytes)
}
