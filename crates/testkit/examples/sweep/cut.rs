//! The first bytes of a file, as an input.

use std::io::{self, Cursor};
use std::rc::Rc;

use afterglow_eventlog::source::{Input, ReadSeek};

/// A file that ends early. Making one costs nothing, however long the file is.
#[derive(Clone)]
pub(crate) struct Cut {
    pub(crate) name: String,
    pub(crate) bytes: Rc<[u8]>,
    pub(crate) length: usize,
}

struct Begin(Rc<[u8]>, usize);

impl AsRef<[u8]> for Begin {
    fn as_ref(&self) -> &[u8] {
        &self.0[..self.1]
    }
}

impl Input for Cut {
    fn path(&self) -> &str {
        &self.name
    }

    fn len(&self) -> u64 {
        self.length as u64
    }

    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(Box::new(Cursor::new(Begin(Rc::clone(&self.bytes), self.length))))
    }
}
