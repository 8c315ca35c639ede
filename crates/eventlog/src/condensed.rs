//! A block of a log, condensed: what one reader hands to another that folds it.
//!
//! Nearly all of a log is task ends, and nearly all of a task end is accumulators that nobody reads. So a helper
//! decodes the tasks of a block and hands them over as records of about a hundred bytes; every other line goes as it
//! is. Whoever folds takes the blocks in the order of the log, which is why the result depends neither on how many
//! helpers there were nor on where the blocks were cut: [`Lines`](crate::Lines) treats a condensed task as the line it
//! was.

use postcard::ser_flavors::Flavor;

use crate::decode::decode;
use crate::event::{EndReason, Event, TaskEnd, TaskStart};

/// A line longer than this goes as it is, whatever it says: it is not one of the many.
const LONGEST: usize = 1 << 20;

const RAW: u8 = 0;
const START: u8 = 1;
const END: u8 = 2;

/// A block of a log. It may begin and end in the middle of a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Condensed(Vec<u8>);

/// The block is not one that [`Condensed`] made, or not of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a block of the log came in another form than it was sent; reload the page, its parts may not fit each other")]
pub struct NotCondensed;

/// What a block consists of, in the order of the log.
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and none is kept")]
pub(crate) enum Record<'a> {
    /// Bytes as they are in the log: lines, or parts of lines at the ends of the block.
    Raw(&'a [u8]),
    /// A line that is an event, and its length with its newline.
    Event(usize, Event<'a>),
}

impl Condensed {
    /// Condenses a block of plain JSON lines. What lies before the first newline and behind the last one may be parts
    /// of lines and goes as it is.
    #[must_use]
    pub fn tasks(block: &[u8]) -> Self {
        let mut out = Vec::with_capacity(block.len() / 8);
        // What stands before the line at hand and is not put yet.
        let mut raw = 0;
        let mut line_from = memchr::memchr(b'\n', block).map_or(block.len(), |newline| newline + 1);
        let first = line_from;
        for newline in memchr::memchr_iter(b'\n', &block[first..]).map(|at| first + at) {
            let (from, next) = (line_from, newline + 1);
            line_from = next;
            if let Some(task) = task(&block[from..newline]) {
                put_raw(&mut out, &block[raw..from]);
                put_task(&mut out, &task, (next - from) as u32);
                raw = next;
            }
        }
        put_raw(&mut out, &block[raw..]);
        Self(out)
    }

    /// The block as bytes, to be carried elsewhere.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// A block that was carried here.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The records, up to the first that does not fit.
    pub(crate) fn records(&self) -> impl Iterator<Item = Result<Record<'_>, NotCondensed>> {
        let mut rest = self.0.as_slice();
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let record = record(&mut rest);
            if record.is_none() {
                rest = &[];
            }
            Some(record.ok_or(NotCondensed))
        })
    }
}

fn put_raw(out: &mut Vec<u8>, bytes: &[u8]) {
    if !bytes.is_empty() {
        out.push(RAW);
        out.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        out.extend_from_slice(bytes);
    }
}

/// The start of a task, or the end of one that succeeded: others carry text.
fn task(line: &[u8]) -> Option<Event<'_>> {
    const TASK: &[u8] = br#"{"Event":"SparkListenerTask"#;
    if !line.starts_with(TASK) || line.len() > LONGEST {
        return None;
    }
    decode(line).ok().filter(|event| match event {
        Event::TaskStart(_) => true,
        Event::TaskEnd(end) => end.reason == EndReason::Success,
        _ => false,
    })
}

/// Appends a task as a record; `length` is that of its line with the newline.
fn put_task(out: &mut Vec<u8>, task: &Event<'_>, length: u32) {
    let append = Appending(out);
    let put = match task {
        Event::TaskStart(start) => postcard::serialize_with_flavor(&(START, length, start), append),
        Event::TaskEnd(end) => postcard::serialize_with_flavor(&(END, length, end), append),
        _ => return,
    };
    // Appending cannot fail, and tasks have no sequence of unknown length.
    debug_assert!(put.is_ok(), "{put:?}");
}

fn record<'a>(rest: &mut &'a [u8]) -> Option<Record<'a>> {
    let (&kind, body) = rest.split_first()?;
    match kind {
        RAW => {
            let (length, body) = body.split_first_chunk::<8>()?;
            let (bytes, behind) = body.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
            *rest = behind;
            Some(Record::Raw(bytes))
        }
        START => {
            let ((length, start), behind) = postcard::take_from_bytes::<(u32, TaskStart<'a>)>(body).ok()?;
            *rest = behind;
            Some(Record::Event(length as usize, Event::TaskStart(start)))
        }
        END => {
            let ((length, end), behind) = postcard::take_from_bytes::<(u32, TaskEnd<'a>)>(body).ok()?;
            *rest = behind;
            Some(Record::Event(length as usize, Event::TaskEnd(end)))
        }
        _ => None,
    }
}

/// Appends what is serialized to a vector that is there already.
struct Appending<'a>(&'a mut Vec<u8>);

impl Flavor for Appending<'_> {
    type Output = ();

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASK: &str = r#"{"Event":"SparkListenerTaskEnd","Stage ID":1,"Stage Attempt ID":0,"Task Type":"ResultTask","Task End Reason":{"Reason":"Success"},"Task Info":{"Task ID":7,"Index":3,"Attempt":0,"Launch Time":5,"Executor ID":"1","Host":"h\u00e4","Locality":"ANY","Finish Time":9,"Accumulables":[]},"Task Metrics":{"Executor Run Time":5}}"#;

    #[test]
    fn a_task_is_small_and_everything_else_goes_as_it_is() {
        let text = format!("half a line\n{TASK}\n{TASK}\nhello\n{TASK}\nthe start of");
        let block = Condensed::tasks(text.as_bytes());
        let mut raw = String::new();
        let mut tasks = 0;
        for record in block.records() {
            match record.expect("a record of our own") {
                Record::Raw(bytes) => raw.push_str(std::str::from_utf8(bytes).expect("text")),
                Record::Event(length, Event::TaskEnd(end)) => {
                    assert_eq!((length, end.info.id.0, &*end.info.host), (TASK.len() + 1, 7, "hä"));
                    tasks += 1;
                }
                Record::Event(..) => panic!("no other event was there"),
            }
        }
        assert_eq!((raw.as_str(), tasks), ("half a line\nhello\nthe start of", 3));
        assert!(block.into_bytes().len() < text.len() / 3);
    }

    #[test]
    fn foreign_bytes_are_refused() {
        for bytes in [vec![9], vec![RAW, 200, 0, 0, 0, 0, 0, 0, 0, 1], vec![RAW, 1], vec![END, 255], vec![START]] {
            let block = Condensed::from_bytes(bytes);
            assert!(block.records().any(|record| record.is_err()));
            assert_eq!(block.records().count(), 1);
        }
    }
}
