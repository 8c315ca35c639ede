//! What could not be read, and why: one line that says where and what to do.

use std::borrow::Cow;
use std::fmt;
use std::io;

use crate::codec::{CodecError, Trouble};
use crate::source::SourceError;

/// Why an input gave no log, or not a whole one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureCode {
    /// It holds no bytes.
    Empty,
    /// It is something else than an event log.
    NotALog,
    /// An archive without a log inside.
    NoLogInside,
    /// A format that is not read here.
    Unsupported,
    /// It contradicts its own format.
    Corrupt,
    /// It ends before anything could be read.
    Truncated,
    /// It would unpack to more than the limits allow.
    TooLarge,
    /// Archives inside archives beyond the limit.
    TooDeep,
    /// The file could not be read at all.
    Unreadable,
}

impl FailureCode {
    /// The name that reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotALog => "not-a-log",
            Self::NoLogInside => "no-log-inside",
            Self::Unsupported => "unsupported",
            Self::Corrupt => "corrupt",
            Self::Truncated => "truncated",
            Self::TooLarge => "too-large",
            Self::TooDeep => "too-deep",
            Self::Unreadable => "unreadable",
        }
    }
}

/// An input that is no readable log. Its text is one line: where, what was found, what was expected, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The kind of failure.
    pub code: FailureCode,
    /// The file, with the archives around it: `a.zip!folder/b.gz`.
    pub file: String,
    /// Where in the file, in stored bytes, if that is known.
    pub offset: Option<u64>,
    /// What is there.
    pub found: String,
    /// What should be there.
    pub expected: String,
    /// What the reader of this can do about it.
    pub advice: String,
}

impl Failure {
    pub(crate) fn new(
        code: FailureCode,
        file: impl Into<String>,
        offset: impl Into<Option<u64>>,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        let advice = match code {
            FailureCode::Empty => "copy the file again, or give the whole folder",
            FailureCode::NotALog => "give the file that spark.eventLog.dir holds",
            FailureCode::NoLogInside => "check that the archive was made from the event log's folder",
            FailureCode::Unsupported => "unpack it first, and give the result",
            FailureCode::Corrupt | FailureCode::Truncated => "copy or download the file again",
            FailureCode::TooLarge => "read it all the same if you trust the file, or unpack it first",
            FailureCode::TooDeep => "unpack it first",
            FailureCode::Unreadable => "check that the file still exists and may be read",
        };
        Self {
            code,
            file: file.into(),
            // What is wrong with such a file is wrong from its start.
            offset: offset.into().or(matches!(
                code,
                FailureCode::Empty | FailureCode::NotALog | FailureCode::NoLogInside
            )
            .then_some(0)),
            found: found.into(),
            expected: expected.into(),
            advice: advice.to_owned(),
        }
    }

    /// Explains an error met while reading `file`.
    #[must_use]
    pub fn from_read(file: &str, error: &io::Error) -> Self {
        if let Some(SourceError { offset, found, expected }) = SourceError::of(error) {
            return Self::new(FailureCode::Unreadable, file, *offset, found, expected);
        }
        let Some(codec) = CodecError::of(error) else {
            let expected = "a file that can be read to its end";
            return Self::new(FailureCode::Unreadable, file, None, format!("the error \"{error}\""), expected);
        };
        let (code, found) = match codec.trouble {
            Trouble::Truncated => (FailureCode::Truncated, "that the data ends"),
            Trouble::Corrupt => (FailureCode::Corrupt, "damaged data"),
            Trouble::Unsupported => (FailureCode::Unsupported, "a kind that is not read here"),
            Trouble::Bomb => (FailureCode::TooLarge, "data that unpacks to suspiciously much"),
        };
        let found = format!("{found} ({})", codec.codec);
        Self::new(code, file, codec.offset, found, codec.expected.clone())
    }

    /// Adds how many lines were read before.
    #[must_use]
    pub fn after_lines(mut self, lines: u64) -> Self {
        self.found = format!("{} after line {lines}", self.found);
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.offset.map_or_else(String::new, |offset| format!("at byte {offset}: "));
        let text = format!("{}: {place}found {}, expected {}; {}", self.file, self.found, self.expected, self.advice);
        out.write_str(&one_line(&text))
    }
}

/// A text that stays in its line and commands no terminal: names out of archives may hold anything.
fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) {
        Cow::Owned(text.replace(char::is_control, "\u{FFFD}"))
    } else {
        Cow::Borrowed(text)
    }
}

impl std::error::Error for Failure {}

/// What a warning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WarningCode {
    /// Parts of a rolled log are not there.
    MissingParts,
    /// A part is there more than once.
    DuplicatePart,
    /// A part does not say where it belongs.
    UnplacedPart,
    /// Spark deleted finished work from the log to keep it small.
    Compacted,
}

impl WarningCode {
    /// The name that reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MissingParts => "missing-parts",
            Self::DuplicatePart => "duplicate-part",
            Self::UnplacedPart => "unplaced-part",
            Self::Compacted => "compacted",
        }
    }
}

/// Something a reader of the results must know; it stops nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What it is about.
    pub code: WarningCode,
    /// One sentence with names and numbers.
    pub message: String,
}

impl Warning {
    pub(crate) fn new(code: WarningCode, message: impl Into<String>) -> Self {
        let message: String = message.into();
        Self { code, message: one_line(&message).into_owned() }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.code.name(), self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, FailureCode, Warning, WarningCode};

    #[test]
    fn a_name_with_control_characters_stays_in_its_line() {
        let failure = Failure::new(FailureCode::Empty, "a\n\u{1b}[31m.log", None, "an empty file", "a log");
        assert!(!failure.to_string().contains(char::is_control), "{failure}");
        assert_eq!(Warning::new(WarningCode::DuplicatePart, "a\r\nb").message, "a\u{FFFD}\u{FFFD}b");
    }
}
