//! Lists in JSON, one item at a time: an item that does not fit is skipped, not fatal.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::Issue;
use crate::issue::Found;

/// An item as it should be, or anything else.
#[derive(Deserialize)]
#[serde(untagged)]
enum Item<T> {
    Good(T),
    Bad(IgnoredAny),
}

/// Calls `take` for every item of the lists under `key`, wherever `key` stands: in the object at the top, or in the
/// objects of an array at the top (pages). With an empty `key` the array at the top is the list.
///
/// A file that breaks off after good items is used up to there, and an issue says where.
pub(super) fn each<T: DeserializeOwned>(
    from: impl std::io::Read,
    key: &'static str,
    take: impl FnMut(usize, T),
) -> Result<Vec<Issue>, serde_json::Error> {
    let mut items = Items { key, take, seen: 0, good: 0, issues: Found::default(), item: PhantomData };
    let mut json = serde_json::Deserializer::from_reader(std::io::BufReader::new(from));
    if let Err(error) = Top(&mut items).deserialize(&mut json) {
        if items.good == 0 {
            return Err(error);
        }
        items.issues.push(broken_off(&error));
    }
    Ok(items.issues.into_issues())
}

/// What is said of a file that breaks off or is garbled after something good.
pub(super) fn broken_off(error: &serde_json::Error) -> Issue {
    Issue::at(error.line(), "file", format!("it is not whole: {error}; what comes before is used, nothing behind it"))
}

/// A text; anything else is an empty one, so that a field of another kind costs no more than itself.
#[derive(Debug, Default)]
pub(super) struct Text(pub(super) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Any {
            Text(String),
            Number(f64),
            Other(IgnoredAny),
        }
        Ok(Self(match Any::deserialize(deserializer)? {
            Any::Text(text) => text,
            Any::Number(number) => number.to_string(),
            Any::Other(_) => String::new(),
        }))
    }
}

struct Items<T, F> {
    key: &'static str,
    take: F,
    seen: usize,
    good: usize,
    issues: Found,
    item: PhantomData<T>,
}

impl<T, F: FnMut(usize, T)> Items<T, F> {
    fn put(&mut self, item: Item<T>) {
        match item {
            Item::Good(item) => {
                self.good += 1;
                (self.take)(self.seen, item);
            }
            Item::Bad(_) => self
                .issues
                .push(Issue::within(format!("{}[{}]", self.key, self.seen), "not in the form that is expected here")),
        }
        self.seen += 1;
    }
}

/// The value at the top: an object that holds the list, an array of such objects, or the list itself.
struct Top<'a, T, F>(&'a mut Items<T, F>);

impl<'de, T: DeserializeOwned, F: FnMut(usize, T)> DeserializeSeed<'de> for Top<'_, T, F> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: DeserializeOwned, F: FnMut(usize, T)> Visitor<'de> for Top<'_, T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == self.0.key {
                map.next_value_seed(List(&mut *self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        if self.0.key.is_empty() {
            return List(self.0).visit_seq(seq);
        }
        while seq.next_element_seed(Top(&mut *self.0))?.is_some() {}
        Ok(())
    }
}

/// The list itself.
struct List<'a, T, F>(&'a mut Items<T, F>);

impl<'de, T: DeserializeOwned, F: FnMut(usize, T)> DeserializeSeed<'de> for List<'_, T, F> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: DeserializeOwned, F: FnMut(usize, T)> Visitor<'de> for List<'_, T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(item) = seq.next_element::<Item<T>>()? {
            self.0.put(item);
        }
        Ok(())
    }
}
