//! Files that the user chose or dropped, with the path that each had there.

mod drop;
mod live;
mod peek;
mod pick;

pub(crate) use drop::{dropped, has_files};
pub(crate) use live::{Live, handles};
pub(crate) use peek::for_the_house;
pub(crate) use pick::picked;

/// A file and the path that it was chosen under: folders included, `/` between them.
#[derive(Debug, Clone)]
pub(crate) struct Picked {
    /// The browser's handle; no byte is read yet.
    pub(crate) file: web_sys::File,
    /// For messages, and for telling the parts of a rolled log.
    pub(crate) path: String,
}

impl Picked {
    /// Whether it is a table by its name, and so no event log.
    pub(crate) fn is_table(&self) -> bool {
        let name = self.path.to_ascii_lowercase();
        [".csv", ".tsv"].iter().any(|end| name.ends_with(end))
    }

    /// A file made of bytes, for the bundled samples.
    pub(crate) fn from_bytes(name: &str, bytes: &js_sys::Uint8Array) -> Option<Self> {
        let parts = js_sys::Array::of1(bytes);
        let file = web_sys::File::new_with_u8_array_sequence(&parts, name).ok()?;
        Some(Self { file, path: name.to_owned() })
    }
}
