//! Reading JSON without building it.
//!
//! A log repeats a few shapes millions of times, and of each event the profile needs a tenth. So the decoder walks
//! over the bytes with a [`Cursor`], takes the values that it knows, and skips the rest unbuilt.

mod cursor;
mod number;
mod text;
mod time;

pub use cursor::GREATEST;
pub(crate) use cursor::{Cursor, Malformed, Step};
pub(crate) use text::unescape;
pub(crate) use time::iso_millis;

/// Reads the members of an object whose keys Spark writes in a known order: each body must consume its value.
///
/// In a line in that order every key costs one comparison with the bytes at hand, since the arms are tried in turn and
/// the next arm is the next key. A key that is out of order, spaced, or unknown takes the slow way: it is read, looked
/// up among the arms, and skipped with its value if it is none of them.
macro_rules! members {
    ($cursor:ident; $($key:literal => $body:expr),+ $(,)?) => {
        if $cursor.open()? {
            'object: loop {
                $(
                    if $cursor.at_key(concat!("\"", $key, "\":")) {
                        $body;
                        if !$cursor.next_member()? {
                            break 'object;
                        }
                    }
                )+
                match $cursor.key()? {
                    $(key if key == $key.as_bytes() => $body,)+
                    _ => $cursor.skip()?,
                }
                if !$cursor.next_member()? {
                    break 'object;
                }
            }
        }
    };
}
pub(crate) use members;
