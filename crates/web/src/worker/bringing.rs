//! Reading a file for a house in a worker: price lists have hundreds of MB, and little is kept of them.

use std::io::{self, BufReader, Read};
use std::rc::Rc;

use afterglow_engine::house::{BroughtView, House, bring as read};
use afterglow_engine::{Input, Progress};
use js_sys::{Array, Uint8Array};

/// Bytes between two messages about progress.
const TOLD_EVERY: u64 = 4 << 20;
/// Bytes asked for at once.
const AT_ONCE: usize = 256 << 10;

/// What a file brings, its price files as buffers beside it; or why it brings nothing.
pub(super) fn bring(
    name: &str,
    input: Option<&Rc<dyn Input>>,
    told: impl Fn(Progress),
) -> (Result<Box<BroughtView>, String>, Array) {
    let file = input.map_or(Err(io::Error::other("it did not come along")), |input| Ok((input.open()?, input.len())));
    let brought = file.map_err(|error| format!("reading failed: {error}")).and_then(|(file, total)| {
        let counted = Counted { file, told, name, read: 0, said: 0, total };
        read(name, BufReader::with_capacity(AT_ONCE, counted))
    });
    match brought {
        Ok(brought) => {
            let (view, parts) = brought.apart();
            let buffers = parts.iter().map(|part| Uint8Array::from(part.as_bytes()).buffer()).collect();
            (Ok(Box::new(view)), buffers)
        }
        Err(why) => (Err(why), Array::new()),
    }
}

/// The house of a file that the page put together; an empty one without it.
pub(super) fn house(input: Option<&Rc<dyn Input>>) -> House {
    let mut bytes = Vec::new();
    let read = input.map(|input| input.open().and_then(|mut file| file.read_to_end(&mut bytes)));
    match read {
        None => House::default(),
        // Its parts were read before, so this is a fault of ours or of the browser, and must not pass as "no rules".
        Some(Err(error)) => House { policy: format!("the house could not be read: {error}"), ..House::default() },
        Some(Ok(_)) => House::parse(&String::from_utf8_lossy(&bytes))
            .unwrap_or_else(|error| House { policy: error.to_string(), ..House::default() }),
    }
}

/// Tells how far it was read.
struct Counted<'a, R, T> {
    file: R,
    told: T,
    name: &'a str,
    read: u64,
    said: u64,
    total: u64,
}

impl<R: Read, T: Fn(Progress)> Read for Counted<'_, R, T> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(into)?;
        self.read += count as u64;
        if self.read >= self.said + TOLD_EVERY {
            self.said = self.read;
            let (bytes_read, bytes_total) = (self.read, self.total);
            (self.told)(Progress { log: self.name.to_owned(), bytes_read, bytes_total, ..Progress::default() });
        }
        Ok(count)
    }
}
