//! The hash of a file as it is stored.

use std::fmt::Write;
use std::io::Read;

use afterglow_eventlog::source::Input;
use sha2::{Digest, Sha256};

use crate::contract::FileJson;
use crate::house::House;

/// The SHA-256 of a file in hexadecimal digits; `None` if it cannot be read to its end.
pub fn sha256(input: &dyn Input) -> Option<String> {
    let mut reader = input.open().ok()?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => hash.update(&buffer[..count]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
    Some(hex(hash))
}

/// The hash of a house as it is handed on; `None` where it states nothing.
pub fn house_sha256(house: &House) -> Option<String> {
    (!house.is_empty()).then(|| hex(Sha256::new().chain_update(house.to_json())))
}

fn hex(hash: Sha256) -> String {
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The hash of each stored file that has none yet; a part inside an archive gets that of the archive.
pub(crate) fn hash_files(files: &mut [FileJson], inputs: &[std::rc::Rc<dyn Input>]) {
    let mut known: Vec<(&str, Option<String>)> = Vec::new();
    for file in files.iter_mut().filter(|file| file.sha256.is_none()) {
        let root = file.name.split('!').next().unwrap_or(&file.name);
        let Some(input) = inputs.iter().find(|input| input.path() == root) else { continue };
        if !known.iter().any(|(path, _)| *path == input.path()) {
            known.push((input.path(), sha256(input.as_ref())));
        }
        file.sha256 = known.iter().find(|(path, _)| *path == input.path()).and_then(|(_, hash)| hash.clone());
    }
}
