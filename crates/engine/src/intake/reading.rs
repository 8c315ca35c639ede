//! The reading of one log.

use std::collections::VecDeque;
use std::io::Read;

use afterglow_eventlog::discover::{Layout, Limits, Log, PartReader};
use afterglow_eventlog::{Condensed, Failure, LineReport, Lines};
use afterglow_profile::{Profile, Sums};

use super::piece::{self, Block, Order, Piece, Reader, Sharing};
use super::trail::{Closed, Trail};
use super::veil::{Folding, Veil};
use super::warnings::{self, warned};
use super::{Step, Trust};
use crate::away::session::Head;
use crate::contract::{FileJson, WarningJson};
use crate::run::Origin;
use crate::view::Slice;
use crate::{Progress, Run};

/// A log on its way to a run.
pub(super) struct LogReading {
    /// Its number among the logs of the drop.
    number: u32,
    log: Log,
    /// How it is shared, if it is worth it.
    sharing: Option<Sharing>,
    fold: Folding,
    closed: Vec<Closed>,
    /// The lines of the part at hand.
    lines: Lines,
    pieces: Vec<Piece>,
    /// The piece at hand.
    at: usize,
    /// The piece at hand, where we read it.
    own: Option<PartReader>,
    /// Stored bytes of the pieces before the one at hand, and of that one.
    stored: (u64, u64),
    stopped: bool,
    /// How much its parts may unpack to, and what those read here did, in bytes.
    trust: Trust,
    unpacked: u64,
    /// What stands before the events of a session's file.
    head: Option<Head>,
    origin: Origin,
}

impl LogReading {
    /// From the start of a log.
    pub(super) fn new(number: u32, log: Log, trust: Trust, sharing: Option<Sharing>) -> Self {
        Self::veiled(number, log, trust, sharing, None)
    }

    /// The same under a veil, if there is one.
    pub(super) fn veiled(
        number: u32,
        mut log: Log,
        trust: Trust,
        sharing: Option<Sharing>,
        veil: Option<Veil>,
    ) -> Self {
        let head = Head::of(&log);
        let mut origin = Origin::of(&log, trust);
        let mut fold = Folding::default();
        if let Some(mut veil) = veil {
            origin.key = Some(veil.cover(&mut log));
            fold.veil = Some(veil);
        }
        let sharing = sharing.filter(|sharing| sharing.is_worth_it(&log));
        let pieces = piece::cut(&log, 0, 0, sharing);
        let lines = Lines::new(afterglow_eventlog::Reading::default());
        Self {
            number,
            log,
            sharing,
            fold,
            closed: Vec::new(),
            lines,
            pieces,
            at: 0,
            own: None,
            stored: (0, 0),
            stopped: false,
            trust,
            unpacked: 0,
            head,
            origin,
        }
    }

    /// From where an earlier reading of the log ended; `from` is what [`Trail::goes_on_in`] told.
    pub(super) fn resumed(log: Log, (part, stored): (usize, u64), profile: Profile, trail: Trail) -> Self {
        let Trail { paused, mut parts, lines, trust, .. } = trail;
        parts.truncate(part);
        Self {
            fold: Folding { fold: paused.resume(profile), ..Folding::default() },
            closed: parts,
            lines,
            pieces: piece::cut(&log, part, stored, None),
            ..Self::new(0, log, trust, None)
        }
    }

    pub(super) fn stored_bytes(&self) -> u64 {
        self.log.stored_bytes()
    }

    pub(super) fn step(&mut self) -> Step {
        if let Some(failure) = self.unpacks_to_too_much() {
            self.next_part(Some(failure));
            self.at = self.pieces.len();
        }
        let Some(piece) = self.pieces.get_mut(self.at) else { return Step::Done };
        match &mut piece.reader {
            Reader::Helper(blocks) => match blocks.pop_front() {
                Some(block) => self.fold_block(block),
                None => Step::Waits,
            },
            Reader::Free | Reader::Own => {
                piece.reader = Reader::Own;
                self.read_on();
                Step::Went
            }
        }
    }

    /// Each part may keep within its limit, and all of them together be a bomb.
    fn unpacks_to_too_much(&self) -> Option<Failure> {
        let Limits { bomb_ratio, bomb_from_bytes, .. } = self.trust.limits();
        let part = &self.log.parts[self.pieces.get(self.at)?.part];
        let stored = self.stored.0 + self.stored.1;
        // A single part says itself where it went too far.
        let too_much =
            self.log.parts.len() > 1 && self.unpacked > bomb_from_bytes && self.unpacked / bomb_ratio.max(1) > stored;
        too_much.then(|| warnings::too_much(&part.name, bomb_ratio, bomb_from_bytes))
    }

    /// Opens the piece at hand where its reading stands.
    fn open(&self) -> Result<PartReader, Failure> {
        let piece = &self.pieces[self.at];
        let part = &self.log.parts[piece.part];
        if let Some((from, len)) = piece.range {
            let read = self.stored.1.min(len);
            return part.open_range(from + read, len - read);
        }
        let mut reader = part.open()?;
        let known = self.lines.report().bytes;
        let skipped = std::io::copy(&mut reader.by_ref().take(known), &mut std::io::sink());
        skipped.map_err(|error| Failure::from_read(&part.name, &error))?;
        Ok(reader)
    }

    fn read_on(&mut self) {
        let Some(mut reader) = self.own.take() else {
            // A step of its own: whoever drives us may wait for the first bytes.
            match self.open() {
                Ok(reader) => self.own = Some(reader),
                Err(failure) => self.next_part(Some(failure)),
            }
            return;
        };
        let before = reader.stored_position();
        match self.lines.step(&mut reader, &mut self.fold) {
            Ok(0) => self.next_piece(),
            Ok(read) => {
                self.unpacked += read as u64;
                self.stored.1 += reader.stored_position() - before;
                self.own = Some(reader);
            }
            Err(error) => {
                let name = &self.log.parts[self.pieces[self.at].part].name;
                let failure = Failure::from_read(name, &error).after_lines(self.lines.report().lines);
                self.next_part(Some(failure));
            }
        }
    }

    fn fold_block(&mut self, block: Block) -> Step {
        let Block { order, bytes, stored, last } = block;
        self.stored.1 = stored;
        let before = self.lines.report().bytes;
        let folded = self.lines.condensed(&Condensed::from_bytes(bytes), &mut self.fold);
        self.unpacked += self.lines.report().bytes - before;
        if let Err(error) = folded {
            let name = &self.log.parts[self.pieces[self.at].part].name;
            self.next_part(Some(Failure::from_read(name, &std::io::Error::other(error))));
        } else if last {
            self.next_piece();
        }
        Step::Folded(order)
    }

    fn next_piece(&mut self) {
        let part = self.pieces[self.at].part;
        if self.pieces.get(self.at + 1).is_none_or(|next| next.part != part) {
            self.next_part(None);
            return;
        }
        self.piece_is_done();
    }

    fn piece_is_done(&mut self) {
        let piece = &self.pieces[self.at];
        self.stored = (self.stored.0 + piece.range.map_or(self.log.parts[piece.part].stored_bytes, |(_, len)| len), 0);
        self.at += 1;
    }

    /// Closes the part at hand, which was read to its end unless there is a failure.
    fn next_part(&mut self, failure: Option<Failure>) {
        let number = self.pieces[self.at].part;
        let report = self.lines.close(&mut self.fold);
        self.closed.push(Closed { report, failure });
        while self.pieces.get(self.at).is_some_and(|piece| piece.part == number) {
            self.piece_is_done();
        }
        // The lines of the last part are kept: it may grow.
        if self.at < self.pieces.len() {
            self.lines = Lines::new(afterglow_eventlog::Reading::default());
        }
    }

    /// Whether what was read before contradicts what came later.
    pub(super) fn contradicted(&self) -> bool {
        self.lines.contradicted()
    }

    /// The same log from its start.
    pub(super) fn again(self) -> Self {
        Self::new(self.number, self.log, self.trust, self.sharing)
    }

    /// Stops in the middle of a part.
    pub(super) fn stop(&mut self) {
        self.stopped = true;
        if self.at < self.pieces.len() {
            let report = self.lines.report().clone();
            self.closed.push(Closed { report, failure: None });
        }
    }

    pub(super) fn progress(&self) -> Progress {
        let profile = self.fold.fold.profile();
        let read: u64 = self.closed.iter().map(|part| part.report.events).sum();
        let at_hand = if self.at < self.pieces.len() { self.lines.report().events } else { 0 };
        Progress {
            log: self.log.name.clone(),
            bytes_read: self.stored.0 + self.stored.1,
            bytes_total: self.log.stored_bytes(),
            events: read + at_hand,
            tasks: profile.totals.sums.tasks,
            jobs: profile.totals.jobs,
            stages: profile.totals.stages,
            app: (!profile.app.name.is_empty()).then(|| profile.app.name.clone()),
            wall_ms: profile.app.wall().map(|wall| wall.0 as f64),
            task_time: task_time(&profile.totals.sums),
            tasks_failed: profile.totals.sums.failed,
            spilled_bytes: profile.totals.sums.disk_spilled.0,
        }
    }

    pub(super) fn order(&mut self, helpers: usize) -> Option<Order> {
        let Sharing { block, .. } = self.sharing?;
        let number = piece::for_helper(&self.pieces, self.at, helpers)?;
        let piece = &mut self.pieces[number];
        piece.reader = Reader::Helper(VecDeque::new());
        Some(Order {
            log: self.number,
            piece: number as u32,
            part: piece.part as u32,
            range: piece.range,
            stored: self.log.parts[piece.part].stored_bytes,
            block,
        })
    }

    pub(super) fn is_open(&self, order: Order) -> bool {
        let piece = self.pieces.get(order.piece as usize);
        order.log == self.number
            && order.piece as usize >= self.at
            && piece.is_some_and(|piece| matches!(piece.reader, Reader::Helper(_)))
    }

    pub(super) fn arrived(&mut self, block: Block) {
        if self.is_open(block.order)
            && let Reader::Helper(blocks) = &mut self.pieces[block.order.piece as usize].reader
        {
            blocks.push_back(block);
        }
    }

    pub(super) fn lost(&mut self, order: Order) {
        // Blocks of it may be folded already, so no other helper could begin it anew.
        if self.is_open(order) {
            self.pieces[order.piece as usize].reader = Reader::Own;
        }
    }

    /// The run, and what could not be read. No run comes of a log of which nothing could be read; a run that is given
    /// in spite of failures is partial.
    pub(super) fn close(self) -> (Option<Run>, Vec<Failure>) {
        let Self { log, fold, closed, lines: last_lines, stopped, trust, head, mut origin, .. } = self;
        origin.read = closed.iter().map(|part| (part.report.bytes, part.report.events)).collect();
        let mut lines = LineReport::default();
        let (mut failures, mut of_lines) = (Vec::new(), Vec::new());
        let mut warned_of: Vec<WarningJson> =
            log.warnings.iter().map(|warning| warned(warning.code.name(), warning.message.clone())).collect();
        for (part, closed) in log.parts.iter().zip(&closed) {
            // Where the part broke off, the line that broke with it is no news.
            let broken = closed.failure.is_some() && closed.report.last_line_cut && closed.report.rejected == 1;
            if let Some((code, failure)) = warnings::lines_rejected(&part.name, &closed.report).filter(|_| !broken) {
                warned_of.push(warned(code, failure.to_string()));
                of_lines.push(failure);
            }
            failures.extend(closed.failure.clone());
            warnings::add(&mut lines, &closed.report);
        }
        if stopped {
            lines.stopped = true;
            let message = "Reading was stopped: the figures are those of what was read.";
            warned_of.push(warned("stopped", message.into()));
        }
        if lines.events == 0 {
            if failures.is_empty() {
                failures.push(warnings::no_event(&log, &lines));
            }
            return (None, failures);
        }
        warned_of.extend(failures.iter().map(|failure| warned(failure.code.name(), failure.to_string())));
        let Folding { fold, veil, .. } = fold;
        let (mut profile, paused) = fold.pause();
        // The names of a redacted log's files do not tell it, and an event of ours does.
        let told = profile.log.other_events.remove(afterglow_redact::COMPACTED).is_some();
        profile.log.compacted |= told || matches!(log.layout, Layout::Rolling { compacted: true, .. });
        if let Layout::Legacy { spark_version: Some(version) } = &log.layout {
            let version = veil.as_ref().map_or_else(|| version.clone(), |veil| veil.version(version));
            profile.log.spark_version.get_or_insert(version);
        }
        warnings::of_profile(&profile, &mut warned_of);
        let missing = match &log.layout {
            Layout::Rolling { missing, .. } | Layout::Databricks { missing, .. } => !missing.is_empty(),
            Layout::Single | Layout::Legacy { .. } => false,
        };
        let partial = lines.rejected > 0 || lines.stopped || !failures.is_empty() || missing || profile.log.compacted;
        let files = log.parts.iter().map(|part| FileJson {
            name: part.name.clone(),
            bytes: part.stored_bytes,
            codec: part.encoding(),
            sha256: None,
        });
        let (mut name, mut files) = (log.name.clone(), files.collect());
        let mut partial = partial;
        // What is handed on does not grow, and who reads under a veil wants what there is now.
        let grows = !stopped && !profile.log.complete && head.is_none() && origin.key.is_none();
        if let Some(head) = head {
            let damaged = partial;
            let own = std::mem::take(&mut warned_of);
            let told = head.restore(&mut profile, &mut lines, &mut warned_of, veil.is_some());
            if damaged {
                warned_of.extend(own.into_iter().filter(|warning| !warned_of.contains(warning)).collect::<Vec<_>>());
            }
            partial |= told.partial;
            if veil.is_none() {
                (name, files) = (told.name, told.files);
            }
            origin.note = Some(told.note);
        }
        let trail = grows.then(|| Trail::new(log, closed, last_lines, paused, trust));
        let run = Run::new(name, files, profile, lines, warned_of, partial, trail, origin);
        failures.extend(of_lines);
        (Some(run), failures)
    }
}

/// What the tasks until now spent their time on. How much of it was spilling cannot be told before the end.
fn task_time(sums: &Sums) -> Vec<Slice> {
    let parts = afterglow_diagnose::task_time(sums, 0.0).into_iter().filter(|part| part.ms > 0.0);
    let slice = |part: afterglow_diagnose::Part| Slice {
        key: part.code.to_owned(),
        label: part.title.to_owned(),
        ms: part.ms,
        basis: "measured".to_owned(),
    };
    parts.map(slice).collect()
}
