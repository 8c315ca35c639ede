//! Bytes of a file that the browser brings while the engine works on those before.
//!
//! The engine reads in a synchronous way and cannot wait. So the reader says where it will read on, and whoever drives
//! the engine waits between two steps until the bytes that the next step needs are there.
//!
//! They come as a stream into buffers of our own: measured in Chromium on 1 GB, that takes half of the processor time
//! of reading slices of the file, in this process and in the browser's.

use std::cell::RefCell;

use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamByobReader, ReadableStreamGetReaderOptions, ReadableStreamReaderMode};

/// Length of a buffer: what the browser's pipe holds at most.
const BUFFER: u32 = 2 << 20;
/// A buffer with so much in it is handed on; waiting for more would leave the pipe full.
const ENOUGH: u32 = 1 << 20;
/// With so little left of the bytes at hand, the next step may need the next ones.
const LOW: u64 = 256 << 10;

/// The bytes ahead of the readers of one worker. Readers are known by a number.
#[derive(Default)]
pub(crate) struct ReadAhead(RefCell<State>);

#[derive(Default)]
struct State {
    /// Whether somebody waits between the engine's steps; else nothing is read ahead.
    driven: bool,
    last_reader: u32,
    /// The reader that read last: the others are left behind.
    reader: u32,
    /// Its stream, and the place in the file that comes next in it.
    stream: Option<ReadableStreamByobReader>,
    next: u64,
    /// The bytes that are here and not taken yet, and their place.
    here: Option<(u64, Uint8Array)>,
    /// A buffer that nobody uses.
    spare: Option<ArrayBuffer>,
    low: bool,
}

impl ReadAhead {
    /// For readers between whose steps somebody calls [`ReadAhead::ready`]. The default is for all others.
    pub(crate) fn driven() -> Self {
        Self(RefCell::new(State { driven: true, ..State::default() }))
    }

    /// A number for a new reader.
    pub(crate) fn reader(&self) -> u32 {
        let mut state = self.0.borrow_mut();
        state.last_reader += 1;
        state.last_reader
    }

    /// The bytes from `start` on, if they are here. `used` are those that were taken before.
    pub(crate) fn take(&self, reader: u32, start: u64, used: &Uint8Array) -> Option<Uint8Array> {
        let mut state = self.0.borrow_mut();
        let (from, bytes) = state.here.take()?;
        let buffer = used.buffer();
        if buffer.byte_length() == BUFFER {
            state.spare = Some(buffer);
        }
        (state.reader == reader && from == start).then_some(bytes)
    }

    /// The reader has `left` of the bytes at hand, which end at `end` of the file; it reads to `last` at most.
    pub(crate) fn left(&self, reader: u32, blob: &Blob, left: u64, end: u64, last: u64) {
        let mut state = self.0.borrow_mut();
        if !state.driven {
            return;
        }
        state.low = left < LOW && end < last;
        let next = state.here.as_ref().map_or(state.next, |(from, _)| *from);
        if state.reader == reader && (next == end || state.stream.is_none()) {
            return;
        }
        state.reader = reader;
        state.here = None;
        state.next = end;
        if let Some(left_behind) = state.stream.take() {
            // What becomes of a stream that nobody reads any more is nobody's concern.
            let _ = left_behind.cancel();
        }
        state.stream = stream(blob, end, last);
    }

    /// Waits for the next bytes, if the next step may need them.
    pub(crate) async fn ready(&self) {
        let (stream, spare, start) = {
            let mut state = self.0.borrow_mut();
            if !state.low || state.here.is_some() {
                return;
            }
            let Some(stream) = state.stream.clone() else { return };
            (stream, state.spare.take(), state.next)
        };
        let mut buffer = spare.unwrap_or_else(|| ArrayBuffer::new(BUFFER));
        let mut filled = 0;
        while filled < ENOUGH {
            let room = Uint8Array::new_with_byte_offset_and_length(&buffer, filled, BUFFER - filled);
            // A file that cannot be read any more is read again by the reader, which then says why.
            let Ok(read) = JsFuture::from(stream.read_with_array_buffer_view(&room)).await else {
                // The buffer went with it.
                filled = 0;
                break;
            };
            let Some(bytes) = Reflect::get(&read, &"value".into()).ok().and_then(|it| it.dyn_into::<Uint8Array>().ok())
            else {
                break;
            };
            // The buffer has moved over into what was read.
            buffer = bytes.buffer();
            filled += bytes.length();
            if bytes.length() == 0 {
                break;
            }
        }
        let mut state = self.0.borrow_mut();
        if filled > 0 {
            state.here = Some((start, Uint8Array::new_with_byte_offset_and_length(&buffer, 0, filled)));
            state.next = start + u64::from(filled);
        } else {
            state.stream = None;
        }
    }
}

/// What of the blob lies between two places, as a stream; browsers that cannot fill a buffer of ours have none.
fn stream(blob: &Blob, start: u64, end: u64) -> Option<ReadableStreamByobReader> {
    let options = ReadableStreamGetReaderOptions::new();
    options.set_mode(ReadableStreamReaderMode::Byob);
    let stream = blob.slice_with_f64_and_f64(start as f64, end as f64).ok()?.stream();
    let get: js_sys::Function = Reflect::get(&stream, &"getReader".into()).ok()?.dyn_into().ok()?;
    get.call1(&stream, &options).ok()?.dyn_into().ok()
}
