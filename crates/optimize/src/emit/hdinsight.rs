//! An `az hdinsight create` command.

use afterglow_profile::Profile;
use serde_json::{Map, Value, json};

use super::{heading, plain_name, quote};
use crate::choice::Choice;

pub(super) fn text(choice: &Choice, profile: &Profile) -> String {
    let mut out = quote::comment("#", &heading(choice, profile));
    out.push_str("# Put your resource group, storage account and password where the capitals stand.\n");
    let settings: Map<String, Value> =
        choice.conf.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect();
    let configurations = json!({"spark2-defaults": settings}).to_string();
    let head = choice.driver.as_deref().unwrap_or(&choice.instance);
    let arguments = [
        format!("az hdinsight create --name {}", quote::shell(&plain_name(profile))),
        "--resource-group RESOURCE_GROUP".into(),
        format!("--location {}", quote::shell(&choice.region)),
        "--type spark".into(),
        format!("--workernode-count {}", choice.workers),
        format!("--workernode-size {}", quote::shell(&choice.instance)),
        format!("--headnode-size {}", quote::shell(head)),
        "--http-user admin --http-password PASSWORD".into(),
        "--storage-account STORAGE_ACCOUNT".into(),
        format!("--cluster-configurations {}", quote::shell(&configurations)),
    ];
    out.push_str(&arguments.join(" \\\n  "));
    out.push('\n');
    out
}
