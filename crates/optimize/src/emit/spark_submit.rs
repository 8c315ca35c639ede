//! A `spark-submit` command line.

use afterglow_catalog::Platform;
use afterglow_profile::Profile;

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
    let same = profile.conf.get("spark.master").filter(|master| !master.starts_with("local"));
    let master = master.or(same).unwrap_or("MASTER_URL");
    out.push_str(&format!("  --master {} \\\n", quote::shell(master)));
    for (key, value) in &choice.conf {
        out.push_str(&format!("  --conf {} \\\n", quote::shell(&format!("{key}={value}"))));
    }
    out.push_str("  PROGRAM\n");
    out
}
