//! An `az hdinsight create` command.

use afterglow_profile::Profile;
use serde_json::json;

use super::{driver, emr, heading, plain_name, quote};
use crate::choice::Choice;

pub(super) fn text(choice: &Choice, profile: &Profile) -> String {
    let mut out = quote::comment("#", &heading(choice, profile));
    out.push_str(
        "# Put your resource group and storage account where the capitals stand; `az` asks for the password.\n",
    );
    let configurations = json!({"spark2-defaults": emr::properties(choice)}).to_string();
    let arguments = [
        format!("az hdinsight create --name {}", quote::shell(&plain_name(profile))),
        "--resource-group RESOURCE_GROUP".into(),
        format!("--location {}", quote::shell(&choice.region)),
        "--type spark".into(),
        format!("--workernode-count {}", choice.workers),
        format!("--workernode-size {}", quote::shell(&choice.instance)),
        format!("--headnode-size {}", quote::shell(driver(choice))),
        "--http-user admin".into(),
        "--storage-account STORAGE_ACCOUNT".into(),
        format!("--cluster-configurations {}", quote::shell(&configurations)),
    ];
    out.push_str(&arguments.join(" \\\n  "));
    out.push('\n');
    out
}
