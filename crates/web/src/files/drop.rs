//! Files of a drop, folders walked.
//!
//! The entries must be taken from the event before it returns, since the browser empties it then. Reading the folders
//! may take its time.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

use super::Picked;
use super::pick::with_path;

/// How deep folders are followed. Deeper than any layout of event logs; a guard against links that lead in a circle.
pub(super) const DEEPEST: usize = 16;

enum Taken {
    Entry(FileSystemEntry),
    File(File),
}

/// Whether something is dragged that holds files, and not a text or a link.
pub(crate) fn has_files(transfer: &DataTransfer) -> bool {
    transfer.types().iter().any(|kind| kind == "Files")
}

/// All files of a drop. Call it in the event's handler; the future may be awaited later.
pub(crate) fn dropped(transfer: &DataTransfer) -> impl Future<Output = Vec<Picked>> + use<> {
    let items = transfer.items();
    let mut taken: Vec<Taken> =
        (0..items.length()).filter_map(|place| items.get(place)).filter_map(|item| take(&item)).collect();
    if taken.is_empty()
        && let Some(list) = transfer.files()
    {
        taken = (0..list.length()).filter_map(|place| list.get(place)).map(Taken::File).collect();
    }
    async move {
        let mut files = Vec::new();
        for item in taken {
            match item {
                Taken::File(file) => files.push(with_path(file)),
                Taken::Entry(entry) => walk(entry, DEEPEST, &mut files).await,
            }
        }
        files
    }
}

fn take(item: &web_sys::DataTransferItem) -> Option<Taken> {
    if item.kind() != "file" {
        return None;
    }
    match item.webkit_get_as_entry() {
        Ok(Some(entry)) => Some(Taken::Entry(entry)),
        _ => item.get_as_file().ok().flatten().map(Taken::File),
    }
}

async fn walk(entry: FileSystemEntry, depth: usize, files: &mut Vec<Picked>) {
    if entry.is_file() {
        let path = entry.full_path().trim_start_matches('/').to_owned();
        let entry: FileSystemFileEntry = entry.unchecked_into();
        if let Ok(file) = call(|done, failed| entry.file_with_callback_and_callback(&done, &failed)).await
            && let Ok(file) = file.dyn_into::<File>()
        {
            files.push(Picked { file, path });
        }
    } else if depth > 0 {
        for child in children(entry.unchecked_into()).await {
            Box::pin(walk(child, depth - 1, files)).await;
        }
    }
}

/// A folder's entries. The browser hands out a hundred at a time, and none at the end.
async fn children(folder: FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    while let Ok(batch) = call(|done, failed| reader.read_entries_with_callback_and_callback(&done, &failed)).await {
        let batch = Array::from(&batch);
        if batch.length() == 0 {
            break;
        }
        all.extend(batch.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
    // Browsers differ in the order; the page must not.
    all.sort_by_key(FileSystemEntry::name);
    all
}

/// A function of the older kind, with one callback for the result and one for the error, as a promise.
async fn call<R>(start: impl Fn(Function, Function) -> R) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |done, failed| {
        start(done, failed);
    });
    JsFuture::from(promise).await
}
