//! Looks into archives, entry by entry.

use std::io::{self, Read};
use std::rc::Rc;

use super::explore::{A_LOG, Explorer, Item};
use super::names;
use super::part::{Base, Recipe, TarStream};
use crate::codec::{Codec, CodecError, Trouble};
use crate::container::tar::TarWalk;
use crate::container::{MAX_ENTRIES, too_many, zip};
use crate::failure::{Failure, FailureCode};
use crate::sniff::HEAD;
use crate::source::{BytesInput, Span};

impl Explorer {
    /// Looks at an entry of the archive `outer`.
    fn visit_entry(&mut self, outer: &Item, layer: Codec, path: &str, entry: Entry) {
        let name = entry_name(outer, path);
        let mut layers = outer.layers.clone();
        layers.push(layer);
        self.visit(Item {
            folder: names::folder(&name).to_owned(),
            base: names::base(&name).to_owned(),
            name,
            recipe: Recipe::new(entry.base, self.limits),
            layers,
            stored: entry.stored,
            head: entry.head,
        });
    }

    pub(super) fn look_into_zip(&mut self, item: &Item) {
        let listed = self.span(item).and_then(|span| zip::list(&span).map(|entries| (span, entries)));
        let (span, entries) = match listed {
            Ok(listed) => listed,
            Err(error) => return self.fail(Failure::from_read(&item.name, &error)),
        };
        let mut inside = Inside::new(self);
        for entry in entries {
            let (path, stored) = (entry.name.clone(), entry.packed);
            let base = match entry.stored(&span) {
                Some(data) => Base::Span(data),
                None => Base::Zip(span.clone(), entry),
            };
            inside.note(&path);
            self.visit_entry(item, Codec::Zip, &path, Entry { base, stored, head: None });
        }
        self.leave(item, &inside);
    }

    pub(super) fn look_into_tar(&mut self, item: &Item) {
        let mut inside = Inside::new(self);
        if let Err(error) = self.walk_tar(item, &mut inside) {
            // What stands before the damage is still good.
            self.fail(Failure::from_read(&item.name, &error));
        } else {
            self.leave(item, &inside);
        }
    }

    fn walk_tar(&mut self, item: &Item, inside: &mut Inside) -> io::Result<()> {
        let span = item.recipe.span();
        let mut walk = match span {
            Some(span) => TarWalk::span(span.clone()),
            None => TarWalk::stream(item.recipe.open(&Rc::default())?),
        };
        let stream = TarStream::new(item.recipe.clone());
        // From a stream the first bytes are taken in passing: to come back for them would mean to start over.
        let head_len = if span.is_some() { 0 } else { HEAD };
        while let Some((entry, head)) = walk.next_file(head_len)? {
            if inside.files >= MAX_ENTRIES {
                return Err(too_many(Codec::Tar));
            }
            let (path, stored) = (entry.name.clone(), entry.len);
            inside.note(&path);
            let (base, head) = match span {
                Some(span) => (Base::Span(span.part(entry.start, entry.len)), None),
                None => (Base::Tar(Rc::clone(&stream), entry), Some(Rc::from(head))),
            };
            self.visit_entry(item, Codec::Tar, &path, Entry { base, stored, head });
        }
        Ok(())
    }

    /// Ends the look into an archive: one without files fails, and one of a single file counts as that file.
    fn leave(&mut self, item: &Item, inside: &Inside) {
        match &inside.only {
            None => self.fail_as_empty(&item.name),
            Some(path) if inside.files == 1 => {
                let name = entry_name(item, path);
                let leaves = self.out.leaves.iter_mut().skip(inside.first_leaf);
                for leaf in leaves.filter(|leaf| leaf.folder == names::folder(&name)) {
                    leaf.folder.clone_from(&item.folder);
                }
            }
            Some(_) => {}
        }
    }

    fn fail_as_empty(&mut self, name: &str) {
        self.fail(Failure::new(FailureCode::NoLogInside, name, None, "an archive without files", A_LOG));
    }

    /// The item as bytes in which one can seek; a stream is read into memory for that.
    fn span(&mut self, item: &Item) -> io::Result<Span> {
        if let Some(span) = item.recipe.span() {
            return Ok(span.clone());
        }
        let most = self.limits.max_spool_bytes.saturating_sub(self.spooled);
        let mut bytes = Vec::new();
        item.recipe.open(&Rc::default())?.take(most + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > most {
            let limit = self.limits.max_spool_bytes;
            let expected = format!("at most {limit} bytes of archives inside compressed data");
            let trouble = Trouble::Bomb;
            return Err(CodecError { codec: Codec::Zip, trouble, offset: most, expected }.into());
        }
        self.spooled += bytes.len() as u64;
        Ok(Span::whole(Rc::new(BytesInput::new(item.name.clone(), bytes))))
    }
}

/// A file in an archive, on the way to become an [`Item`].
struct Entry {
    base: Base,
    stored: u64,
    head: Option<Rc<[u8]>>,
}

/// What an archive turned out to hold, junk left out.
struct Inside {
    first_leaf: usize,
    files: usize,
    only: Option<String>,
}

impl Inside {
    fn new(explorer: &Explorer) -> Self {
        Self { first_leaf: explorer.out.leaves.len(), files: 0, only: None }
    }

    fn note(&mut self, path: &str) {
        if names::junk(path).is_none() {
            self.files += 1;
            self.only = Some(path.to_owned());
        }
    }
}

fn entry_name(outer: &Item, path: &str) -> String {
    format!("{}!{}", outer.name, path.trim_start_matches("./").trim_start_matches('/'))
}
