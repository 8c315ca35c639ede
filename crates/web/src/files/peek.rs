//! Telling files for the house (rules, rates, prices) from logs and tables, by their first bytes.

use afterglow_engine::house::{RECOGNISED_BY, recognise};
use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;

use super::Picked;

/// Drops of more files than this are folders of logs, and are not looked into one by one.
const LOOKED_AT: usize = 256;

/// Those for the house, and the others. What cannot be read is among the others, which say why.
pub(crate) async fn for_the_house(files: Vec<Picked>) -> (Vec<Picked>, Vec<Picked>) {
    if files.len() > LOOKED_AT {
        return (Vec::new(), files);
    }
    let (mut house, mut others) = (Vec::new(), Vec::new());
    for file in files {
        let kind = head(&file).await.and_then(|head| recognise(&head));
        if kind.is_some() { house.push(file) } else { others.push(file) }
    }
    (house, others)
}

async fn head(picked: &Picked) -> Option<Vec<u8>> {
    let slice = picked.file.slice_with_f64_and_f64(0.0, RECOGNISED_BY as f64).ok()?;
    let buffer = JsFuture::from(slice.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
