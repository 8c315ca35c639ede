//! Files to take away, made in the worker piece by piece: the browser holds the pieces, neither side holds all.

use std::io::{self, BufWriter, Write};
use std::rc::Rc;

use afterglow_engine::{Input, Run};
use js_sys::{Array, Uint8Array};
use web_sys::Blob;

use super::message::Away;

/// Bytes of a piece.
const PIECE: usize = 1 << 20;

/// Bytes that become a file of the browser's.
#[derive(Default)]
struct Pieces(Array);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)));
        let piece = piece.map_err(|error| io::Error::other(format!("{error:?}")))?;
        self.0.push(&piece.into());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Makes a file of a run, and tells how many tasks are not in it.
///
/// # Errors
/// Why there is none, for the user.
pub(super) fn make(run: &Run, inputs: &[Rc<dyn Input>], what: &Away) -> Result<(Blob, u64), String> {
    let mut out = BufWriter::with_capacity(PIECE, Pieces::default());
    let left_out = write(run, inputs, what, &mut out)?;
    let pieces = out.into_inner().map_err(|error| error.to_string())?;
    let file = Blob::new_with_blob_sequence(&pieces.0).map_err(|error| format!("{error:?}"))?;
    Ok((file, left_out))
}

fn write(run: &Run, inputs: &[Rc<dyn Input>], what: &Away, out: &mut dyn Write) -> Result<u64, String> {
    let said = |error: io::Error| error.to_string();
    match what {
        Away::Report(machines) => out.write_all(run.report(machines, inputs).as_bytes()).map_err(said)?,
        Away::Ticket(machines) => out.write_all(run.ticket(machines, inputs).as_bytes()).map_err(said)?,
        Away::Trace => return run.trace(out).map(|traced| traced.left_out).map_err(said),
        Away::Session(settings) => run.session(inputs, settings, out).map_err(|error| error.to_string())?,
    }
    Ok(0)
}
