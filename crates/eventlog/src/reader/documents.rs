//! Lines to events: one event a line, or one over many lines where somebody pretty-printed the log.

use crate::decode::{NotAnEvent, decode};
use crate::event::Event;

use super::{LineReport, RejectedLine, Sink, unfinished};

/// An event that goes over several lines, so far.
#[derive(Clone, Default)]
struct Pretty {
    text: Vec<u8>,
    lines: u64,
    first_line: u64,
    offset: u64,
    wrong: Option<NotAnEvent>,
    balance: Balance,
}

/// Brackets open, with strings left out of the count.
#[derive(Clone, Default)]
struct Balance {
    depth: i64,
    in_string: bool,
    escaped: bool,
}

impl Balance {
    /// Counts on over more bytes; `true` once all brackets are closed.
    fn closed_after(&mut self, bytes: &[u8]) -> bool {
        for &byte in bytes {
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth -= 1,
                _ => {}
            }
        }
        self.depth <= 0
    }
}

/// Turns lines into events and counts them.
#[derive(Clone)]
pub(super) struct Documents {
    pub(super) report: LineReport,
    pretty: Option<Pretty>,
    longest: usize,
    /// Number of the line at hand, blank ones counted.
    line: u64,
    /// Decoded offset of the line at hand.
    offset: u64,
    /// The head of a line that was too long was given up: its tail is no line.
    in_abandoned: bool,
    /// The line at hand was taken as the last one, without its newline: what still comes of it is no line.
    in_taken: bool,
    /// Something came of it: it was no event as a whole.
    pub(super) contradicted: bool,
}

impl Documents {
    pub(super) fn new(longest: usize) -> Self {
        Self {
            report: LineReport::default(),
            pretty: None,
            longest,
            line: 0,
            offset: 0,
            in_abandoned: false,
            in_taken: false,
            contradicted: false,
        }
    }

    /// Takes whole lines, each with its newline.
    pub(super) fn lines(&mut self, bytes: &[u8], sink: &mut dyn Sink) {
        let mut from = 0;
        for newline in memchr::memchr_iter(b'\n', bytes) {
            self.one_line(&bytes[from..newline], sink);
            self.offset += (newline + 1 - from) as u64;
            from = newline + 1;
        }
    }

    /// Takes what stands behind the last newline, and closes the stream.
    pub(super) fn last_line(&mut self, bytes: &[u8], sink: &mut dyn Sink) {
        self.report.last_line_cut = false;
        if self.in_abandoned {
            self.report.last_line_cut = true;
        } else if !bytes.trim_ascii().is_empty() {
            let rejected = self.report.rejected;
            self.one_line(bytes, sink);
            self.report.last_line_cut = self.report.rejected > rejected || self.pretty.is_some();
        }
        if let Some(pretty) = self.pretty.take() {
            self.give_up(&pretty);
        }
    }

    /// The last line, `length` bytes of it, was an event, and the stream may go on behind it after all.
    pub(super) fn went_on(&mut self, length: usize) {
        self.offset += length as u64;
        self.in_taken = true;
    }

    /// Takes a whole line of `length` bytes that was decoded elsewhere and starts as Spark starts its lines.
    pub(super) fn known_event(&mut self, length: usize, event: &Event<'_>, sink: &mut dyn Sink) {
        if !std::mem::take(&mut self.in_abandoned) {
            // As in `pretty_line`: an event that starts anew shows that the one before was cut.
            if let Some(pretty) = self.pretty.take() {
                self.give_up(&pretty);
            }
            self.line += 1;
            self.report.lines += 1;
            self.report.events += 1;
            sink.event(event);
        }
        self.offset += length as u64;
    }

    /// Gives up a line that is longer than the limit.
    pub(super) fn abandon(&mut self, head: &[u8]) {
        if !self.in_abandoned {
            self.line += 1;
            self.report.lines += 1;
            self.reject(self.line, self.offset, "a line within the limit of its length");
        }
        self.in_abandoned = true;
        self.offset += head.len() as u64;
    }

    fn one_line(&mut self, line: &[u8], sink: &mut dyn Sink) {
        if std::mem::take(&mut self.in_taken) {
            self.contradicted |= !line.trim_ascii().is_empty();
            return;
        }
        if std::mem::take(&mut self.in_abandoned) {
            return;
        }
        if line.len() > self.longest {
            self.abandon(line);
            // The caller counts the bytes of a whole line itself.
            self.offset -= line.len() as u64;
            self.in_abandoned = false;
            return;
        }
        self.line += 1;
        let line = if self.offset == 0 { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) } else { line };
        if self.pretty.is_some() {
            self.pretty_line(line, sink);
            return;
        }
        if line.first() != Some(&b'{') && line.trim_ascii().is_empty() {
            return;
        }
        self.report.lines += 1;
        match decode(line) {
            Ok(event) => {
                self.report.events += 1;
                sink.event(&event);
            }
            Err(wrong) => self.not_one_event(line, wrong, sink),
        }
    }

    /// A line that is no event by itself: the start of a pretty-printed one, the bracket or comma of a
    /// pretty-printed array, an event with a comma behind it, or garbage.
    fn not_one_event(&mut self, line: &[u8], wrong: NotAnEvent, sink: &mut dyn Sink) {
        let trimmed = line.trim_ascii();
        if matches!(trimmed, b"[" | b"]" | b",") {
            return;
        }
        let bare = trimmed.strip_prefix(b"[").unwrap_or(trimmed);
        let bare = bare.strip_suffix(b",").or_else(|| bare.strip_suffix(b"]")).unwrap_or(bare);
        if bare.len() != trimmed.len()
            && let Ok(event) = decode(bare)
        {
            self.report.events += 1;
            sink.event(&event);
            return;
        }
        if unfinished(line, wrong) {
            let mut pretty = Pretty {
                lines: 1,
                first_line: self.line,
                offset: self.offset,
                wrong: Some(wrong),
                ..Pretty::default()
            };
            pretty.balance.closed_after(line);
            // A string cannot go over lines: this one was cut.
            if pretty.balance.in_string {
                self.give_up(&pretty);
                return;
            }
            pretty.text.extend_from_slice(line);
            pretty.text.push(b'\n');
            self.pretty = Some(pretty);
            return;
        }
        self.reject(self.line, self.offset + wrong.at as u64, wrong.expected);
    }

    fn pretty_line(&mut self, line: &[u8], sink: &mut dyn Sink) {
        let trimmed = line.trim_ascii();
        // An event that starts anew shows that the one before was cut and not pretty-printed.
        let starts_anew = trimmed.starts_with(br#"{"Event""#) || trimmed.starts_with(br#"{ "Event""#);
        let too_long = self.pretty.as_ref().is_some_and(|pretty| pretty.text.len() + line.len() > self.longest);
        if starts_anew || too_long {
            if let Some(pretty) = self.pretty.take() {
                self.give_up(&pretty);
            }
            self.line -= 1;
            self.one_line(line, sink);
            return;
        }
        let Some(pretty) = &mut self.pretty else { return };
        if !trimmed.is_empty() {
            self.report.lines += 1;
            pretty.lines += 1;
        }
        pretty.text.extend_from_slice(line);
        pretty.text.push(b'\n');
        let closed = pretty.balance.closed_after(line);
        if !closed && !pretty.balance.in_string {
            return;
        }
        let Some(pretty) = self.pretty.take() else { return };
        let text = pretty.text.trim_ascii();
        let text = text.strip_suffix(b",").unwrap_or(text);
        match decode(text) {
            Ok(event) => {
                self.report.events += 1;
                sink.event(&event);
            }
            Err(_) => self.give_up(&pretty),
        }
    }

    fn give_up(&mut self, pretty: &Pretty) {
        let (at, expected) = pretty.wrong.map_or((0, "an event"), |wrong| (wrong.at, wrong.expected));
        self.reject(pretty.first_line, pretty.offset + at as u64, expected);
        self.report.rejected += pretty.lines - 1;
    }

    fn reject(&mut self, line: u64, offset: u64, expected: &'static str) {
        self.report.rejected += 1;
        self.report.first_rejected.get_or_insert(RejectedLine { line, offset, expected });
    }
}
