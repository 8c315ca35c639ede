//! The helper's side: reads pieces of the same drop and condenses them.

use std::io::Read;
use std::rc::Rc;

use afterglow_eventlog::Condensed;
use afterglow_eventlog::discover::{Log, PartReader, discover};
use afterglow_eventlog::source::Input;

use super::{Block, Order, Trust};

/// Decoded bytes asked for in a step.
const CHUNK: usize = 1 << 20;

/// Reads ahead for an [`Intake`](crate::Intake) in another thread, over the same inputs.
pub struct Helper {
    logs: Vec<Log>,
}

impl Helper {
    /// Finds the same logs as the one who is helped.
    pub fn new(inputs: &[Rc<dyn Input>], trust: Trust) -> Self {
        Self { logs: discover(inputs, &trust.limits()).logs }
    }

    /// Begins an order. `None` if it cannot be read: whoever gave it reads it then, and says why.
    pub fn begin(&self, order: Order) -> Option<Ahead> {
        let part = self.logs.get(order.log as usize)?.parts.get(order.part as usize)?;
        let part = Some(part).filter(|part| part.stored_bytes == order.stored)?;
        let opened = match order.range {
            Some((from, len)) => part.open_range(from, len),
            None => part.open(),
        };
        Some(Ahead { order, reader: opened.ok()?, block: Vec::new() })
    }
}

/// What came of a helper's step.
#[derive(Debug, PartialEq, Eq)]
pub enum Stride {
    /// Some of the piece was read.
    Went,
    /// A block is full, or the piece is at its end.
    Block(Block),
    /// The piece cannot be read on.
    Lost,
}

/// An order that is being read.
pub struct Ahead {
    order: Order,
    reader: PartReader,
    block: Vec<u8>,
}

impl Ahead {
    /// Which order it is.
    pub fn order(&self) -> Order {
        self.order
    }

    /// Reads about a megabyte more. Not to be called again after the last block.
    pub fn step(&mut self) -> Stride {
        let (from, full) = (self.block.len(), (self.order.block as usize).max(1));
        self.block.resize((from + CHUNK).min(full), 0);
        let read = loop {
            match self.reader.read(&mut self.block[from..]) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        let Ok(read) = read else { return Stride::Lost };
        self.block.truncate(from + read);
        let stored = self.reader.stored_position();
        let last = read == 0 || self.order.range.is_some_and(|(_, len)| stored == len);
        if !last && self.block.len() < full {
            return Stride::Went;
        }
        let condensed = Condensed::tasks(&self.block);
        self.block.clear();
        Stride::Block(Block { order: self.order, bytes: condensed.into_bytes(), stored, last })
    }
}
