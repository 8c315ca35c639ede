//! Small zips and tars, written field by field.

use afterglow_testkit::pack;

/// Archives of the lines, by name: stored, deflated, as a stream with its sizes behind the data, nested, tars.
pub(crate) fn archives(lines: &[u8]) -> Vec<(String, Vec<u8>)> {
    let text = &lines[..lines.len().min(2_500)];
    let packed = pack::gzip(text);
    let crc = u32::from_le_bytes([
        packed[packed.len() - 8],
        packed[packed.len() - 7],
        packed[packed.len() - 6],
        packed[packed.len() - 5],
    ]);
    let deflated = &packed[10..packed.len() - 8];
    let part = |name: &str| format!("eventlog_v2_app-1/events_{name}");
    let plain = Entry { name: part("1_app-1"), method: 0, crc, data: text, size: text.len() };
    let small = Entry { name: part("2_app-1"), method: 8, crc, data: deflated, size: text.len() };
    let both = zip(&[&plain, &small]);
    let zstd = pack::zstd(text);
    let inner = Entry { name: "inner.zip".to_owned(), method: 0, crc: 0, data: &both, size: both.len() };
    let tarred = tar(&[(&part("1_app-1"), text), (&part("2_app-1.zstd"), &zstd)]);
    vec![
        ("zip-stored".to_owned(), zip(&[&plain])),
        ("zip-deflated".to_owned(), zip(&[&small])),
        ("zip-both".to_owned(), both.clone()),
        ("zip-nested".to_owned(), zip(&[&inner])),
        ("zip-empty".to_owned(), zip(&[])),
        ("tar".to_owned(), tarred.clone()),
        ("tar-gzip".to_owned(), pack::gzip(&tarred)),
        ("tar-of-zip".to_owned(), tar(&[("a.zip", &both)])),
        ("tar-pax".to_owned(), [header("x", 27, b'x'), block(b"27 path=eventlog/app-long-1"), tarred].concat()),
    ]
}

struct Entry<'a> {
    name: String,
    method: u16,
    crc: u32,
    data: &'a [u8],
    size: usize,
}

fn zip(entries: &[&Entry<'_>]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = out.len() as u32;
        let mut fields = Vec::new();
        fields.extend([20, 0, 0, 0]);
        fields.extend(entry.method.to_le_bytes());
        fields.extend([0; 4]);
        fields.extend(entry.crc.to_le_bytes());
        fields.extend((entry.data.len() as u32).to_le_bytes());
        fields.extend((entry.size as u32).to_le_bytes());
        fields.extend((entry.name.len() as u16).to_le_bytes());
        fields.extend([0; 2]);
        out.extend([b"PK\x03\x04".as_slice(), &fields, entry.name.as_bytes(), entry.data].concat());
        directory.extend(
            [b"PK\x01\x02\x14\0".as_slice(), &fields, &[0; 10], &at.to_le_bytes(), entry.name.as_bytes()].concat(),
        );
    }
    let (count, start, length) = (entries.len() as u16, out.len() as u32, directory.len() as u32);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend([length.to_le_bytes(), start.to_le_bytes()].concat());
    out.extend([0; 2]);
    out
}

fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, data) in entries {
        out.extend(header(name, data.len(), b'0'));
        out.extend(block(data));
    }
    out.extend([0; 1024]);
    out
}

fn block(data: &[u8]) -> Vec<u8> {
    let mut block = data.to_vec();
    block.resize(data.len().next_multiple_of(512), 0);
    block
}

fn header(name: &str, size: usize, kind: u8) -> Vec<u8> {
    let mut header = vec![0; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..108].copy_from_slice(b"0000644\0");
    header[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    header[148..156].fill(b' ');
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}
