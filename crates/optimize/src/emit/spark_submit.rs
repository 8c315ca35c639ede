//! A `spark-submit` command line.

use afterglow_catalog::Platform;
use afterglow_profile::{Profile, secret};

use super::{heading, quote};
use crate::choice::Choice;

pub(super) fn text(choice: &Choice, profile: &Profile) -> String {
    let mut out = quote::comment("#", &heading(choice, profile));
    let master = match choice.platform {
        Platform::Emr | Platform::Dataproc | Platform::HdInsight => Some("yarn"),
        _ => None,
    };
    out.push_str("# Put your master, class, program and its arguments where the capitals stand.\n");
    out.push_str("spark-submit \\\n");
    // An address with a secret in it stays out of the text.
    let shown = |master: &&str| !master.starts_with("local") && !secret::mask("spark.master", master).1;
    let master = master.or(profile.conf.get("spark.master").filter(shown)).unwrap_or("MASTER_URL");
    out.push_str(&format!("  --master {} \\\n", quote::shell(master)));
    for (key, value) in &choice.conf {
        out.push_str(&format!("  --conf {} \\\n", quote::shell(&format!("{key}={value}"))));
    }
    out.push_str("  PROGRAM\n");
    out
}
