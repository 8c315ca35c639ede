//! `spark-defaults.conf`.

use afterglow_profile::Profile;

use super::{heading, quote};
use crate::choice::Choice;

pub(super) fn text(choice: &Choice, profile: &Profile) -> String {
    let mut out = quote::comment("#", &heading(choice, profile));
    for (key, value) in &choice.conf {
        out.push_str(&format!("{} {}\n", quote::properties_key(key), quote::properties(value)));
    }
    out
}
