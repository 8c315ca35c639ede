//! Any text as a log to be redacted: readable, in ASCII, with the same figures, and with no word of the original.
//!
//! It is redacted under two keys: a word of the original that is in both and not of the vocabulary is a leak. Under one
//! key a token may well be a word of the input, since a fuzzer learns from what is compared and writes it there.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use afterglow_eventlog::event::Event;
use afterglow_eventlog::{LineReport, Reading, Sink, read_stream};
use afterglow_profile::{Fold, Profile};
use afterglow_redact::Redactor;
use afterglow_redact::vocabulary::entries_of_all;

const KEYS: [&[u8]; 2] = [b"one key of thirty-two bytes, say", b"and another of as many bytes, so"];

/// Escapes of JSON that end in a letter.
const ESCAPES: [&str; 5] = ["\\n", "\\t", "\\r", "\\f", "\\b"];

static VOCABULARY: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| entries_of_all().flat_map(|entry| parts(entry).chain([entry])).collect());

struct Folding(Fold);

impl Sink for Folding {
    fn event(&mut self, event: &Event<'_>) {
        self.0.event(event);
    }
}

fn read(mut text: &[u8]) -> (LineReport, Profile) {
    let mut sink = Folding(Fold::default());
    let (report, _) = read_stream(&mut text, Reading::default(), &mut sink);
    (report, sink.0.finish())
}

fn redacted(mut text: &[u8], key: &[u8]) -> (String, u64, u64) {
    let mut out = Vec::new();
    let report = Redactor::new(key).redact(&mut text, &mut out).expect("memory does not fail");
    (String::from_utf8(out).expect("the output is text"), report.events_kept, report.events_dropped)
}

pub(crate) fn law(text: &[u8]) {
    let [(one, kept, dropped), (two, ..)] = KEYS.map(|key| redacted(text, key));
    assert!(one.is_ascii());
    let ((before, profile), (after, same)) = (read(text), read(one.as_bytes()));
    assert_eq!((before.events, after.events), (kept + dropped, kept), "{one}");
    assert_eq!(before.rejected, after.rejected, "{one}");
    assert_eq!(profile.totals, same.totals, "{one}");
    assert_eq!(profile.tasks.len(), same.tasks.len());

    // The letter of an escape stands before a word of a plan, as in `\nArguments`, and is none of it.
    let apart = |text: &str| ESCAPES.iter().fold(text.to_owned(), |text, escape| text.replace(escape, " "));
    let words = |text: &str| parts(&apart(text)).map(str::to_owned).collect::<BTreeSet<_>>();
    // What stands in the place of a line that was no event is a text of ours.
    let (one, two) = (words(&one.replace("not an event\n", "")), words(&two));
    // A name may be written with escapes: what a reader of JSON sees is looked for, and what stands there.
    let original = apart(&String::from_utf8_lossy(text));
    for word in one.intersection(&two).filter(|word| !is_known(word)) {
        assert!(!parts(&original).any(|part| part == word), "{word} is left");
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|part| part.chars().count() >= 4)
}

/// A word of the vocabulary, a figure with or without a unit, or one of those with a number at its end (`2xlarge`).
fn is_known(word: &str) -> bool {
    let letters: String = word.chars().filter(char::is_ascii_alphabetic).collect();
    letters.len() <= 3 || VOCABULARY.contains(word) || word.len() <= 12 && VOCABULARY.contains(letters.as_str())
}
