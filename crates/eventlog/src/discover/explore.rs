//! Looks into every input, and into archives, for files that hold events.

use std::io;
use std::rc::Rc;

use super::names;
use super::part::{Base, Part, Recipe};
use super::{Ignored, Limits};
use crate::codec::Codec;
use crate::failure::{Failure, FailureCode};
use crate::sniff::{Content, HEAD, sniff};
use crate::source::{BytesInput, Input, Span};

/// Enough to recognise nearly everything; only what stays unclear is looked at further.
const FIRST_LOOK: usize = 8 << 10;
/// Single events reach a megabyte, and a log that was cut at its front may begin inside of one.
const LONG_LINE: usize = 2 << 20;
pub(super) const A_LOG: &str = "a Spark event log (JSON lines with an \"Event\" key)";

/// A file that holds events, with what is needed to find the files that belong to it.
pub(crate) struct Leaf {
    pub(crate) part: Part,
    /// The folder or archive it lies in. An archive of a single file counts as that file.
    pub(crate) folder: String,
    pub(crate) base: String,
    /// The first bytes.
    pub(crate) facts: Facts,
    /// Its turn among all files.
    pub(crate) order: usize,
}

/// What a file's first line says about its place in a log.
#[derive(Default)]
pub(crate) struct Facts {
    /// Databricks: the SparkContext's id and the rollover number.
    pub(crate) rollover: Option<(String, u64)>,
    /// Whether a Spark application begins here.
    pub(crate) log_start: bool,
}

/// An empty file whose name says something about the files beside it.
pub(crate) struct Marker {
    pub(crate) name: String,
    pub(crate) folder: String,
    pub(crate) base: String,
}

/// Everything that was seen.
#[derive(Default)]
pub(crate) struct Explored {
    pub(crate) leaves: Vec<Leaf>,
    pub(crate) markers: Vec<Marker>,
    pub(crate) failures: Vec<Failure>,
    pub(crate) ignored: Vec<Ignored>,
}

/// A file on the way to be recognised.
pub(super) struct Item {
    pub(super) name: String,
    pub(super) folder: String,
    pub(super) base: String,
    pub(super) recipe: Recipe,
    pub(super) layers: Vec<Codec>,
    pub(super) stored: u64,
    /// The first stored bytes, when getting them again would be costly.
    pub(super) head: Option<Rc<[u8]>>,
}

pub(crate) fn explore(inputs: &[Rc<dyn Input>], limits: Limits) -> Explored {
    let mut explorer = Explorer { limits, spooled: 0, order: 0, out: Explored::default() };
    let mut seen = std::collections::HashSet::new();
    for input in inputs {
        let name = input.path().to_owned();
        if !seen.insert((name.clone(), input.len())) {
            explorer.ignore(&name, "given twice");
            continue;
        }
        let (folder, base) = (names::folder(&name).to_owned(), names::base(&name).to_owned());
        let stored = input.len();
        let recipe = Recipe::new(Base::Span(Span::whole(Rc::clone(input))), limits);
        explorer.visit(Item { name, folder, base, recipe, layers: Vec::new(), stored, head: None });
    }
    explorer.out
}

pub(super) struct Explorer {
    pub(super) limits: Limits,
    /// Bytes of archives held in memory so far.
    pub(super) spooled: u64,
    order: usize,
    pub(super) out: Explored,
}

impl Explorer {
    fn ignore(&mut self, name: &str, reason: &str) {
        self.out.ignored.push(Ignored { file: name.to_owned(), reason: reason.to_owned() });
    }

    pub(super) fn fail(&mut self, failure: Failure) {
        self.out.failures.push(failure);
    }

    pub(super) fn visit(&mut self, item: Item) {
        if let Some(reason) = names::junk(&item.name) {
            return self.ignore(&item.name, reason);
        }
        if names::is_marker(&item.base, item.stored) {
            let Item { name, folder, base, .. } = item;
            return self.out.markers.push(Marker { name, folder, base });
        }
        self.look(item);
    }

    /// Tells the content of a file and goes on accordingly.
    fn look(&mut self, item: Item) {
        let (mut head, mut error) = item.peek(FIRST_LOOK);
        let mut content = sniff(&head);
        for (seen, more) in [(FIRST_LOOK, HEAD), (HEAD, LONG_LINE)] {
            let unclear = matches!(content, Content::Other { .. }) && head.len() == seen;
            // Beyond the usual look only one thing is worth reading on for: a line that has not ended yet.
            if unclear && (seen < HEAD || memchr::memchr2(b'\n', 0, &head).is_none()) {
                (head, error) = item.peek(more);
                content = sniff(&head);
            }
        }
        match content {
            Content::Packed(codec) if item.layers.len() >= self.limits.max_depth => {
                let expected = format!("at most {} archives inside each other", self.limits.max_depth);
                let found = format!("one more {codec} layer");
                self.fail(Failure::new(FailureCode::TooDeep, item.name, 0, found, expected));
            }
            Content::Packed(Codec::Zip) => self.look_into_zip(&item),
            Content::Packed(Codec::Tar) => self.look_into_tar(&item),
            Content::Packed(codec) => {
                let mut item = item;
                item.layers.push(codec);
                item.recipe.codecs.push(codec);
                self.look(item);
            }
            Content::Events => self.keep(item, &head),
            Content::Unsupported(what) => {
                self.fail(Failure::new(FailureCode::Unsupported, item.name, 0, what, A_LOG));
            }
            Content::Empty => match error {
                Some(error) => self.fail(Failure::from_read(&item.name, &error)),
                None => self.fail(Failure::new(FailureCode::Empty, item.name, 0, "an empty file", A_LOG)),
            },
            Content::Other { what, offset } => {
                self.fail(Failure::new(FailureCode::NotALog, item.name, offset, what, A_LOG));
            }
        }
    }

    fn keep(&mut self, item: Item, head: &[u8]) {
        self.order += 1;
        let compression = item.layers.iter().rev().find(|codec| !matches!(codec, Codec::Zip | Codec::Tar));
        self.out.leaves.push(Leaf {
            facts: Facts::read(head),
            folder: item.folder,
            base: item.base,
            order: self.order,
            part: Part {
                name: item.name,
                codec: compression.copied().unwrap_or(Codec::Plain),
                layers: item.layers,
                stored_bytes: item.stored,
                recipe: item.recipe,
            },
        });
    }
}

impl Item {
    /// Up to `len` of the first plain bytes, and what stopped reading earlier.
    fn peek(&self, len: usize) -> (Vec<u8>, Option<io::Error>) {
        if let Some(head) = &self.head {
            let stored = Recipe {
                base: Base::Span(Span::whole(Rc::new(BytesInput::new("", Rc::clone(head))))),
                codecs: self.recipe.codecs.clone(),
                limits: self.recipe.limits,
            };
            let peeked = stored.peek(len);
            if !peeked.0.is_empty() || head.len() as u64 == self.stored {
                return peeked;
            }
        }
        self.recipe.peek(len)
    }
}

impl Facts {
    fn read(head: &[u8]) -> Self {
        let line = head.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
        let digits = |key: &[u8]| {
            let at = memchr::memmem::find(line, key)? + key.len();
            let value = line[at..].trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
            let end = value.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'-').count();
            std::str::from_utf8(&value[..end]).ok()
        };
        let has = |name: &[u8]| memchr::memmem::find(line, name).is_some();
        let rollover = has(b"\"DBCEventLoggingListenerMetadata\"").then(|| {
            let context = digits(b"\"SparkContext Id\"")?.to_owned();
            Some((context, digits(b"\"Rollover Number\"")?.parse().ok()?))
        });
        Self { rollover: rollover.flatten(), log_start: has(b"\"SparkListenerLogStart\"") }
    }
}
