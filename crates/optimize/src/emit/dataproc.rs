//! A `gcloud dataproc clusters create` command.

use afterglow_profile::Profile;

use super::{heading, plain_name, quote, spark_version};
use crate::choice::{Choice, Purchase};

pub(super) fn text(choice: &Choice, profile: &Profile) -> String {
    let mut out = quote::comment("#", &heading(choice, profile));
    let spot = choice.spot_workers();
    let primary = choice.workers - spot;
    let secondary = spot;
    if spot > 0 && choice.market == Purchase::Spot {
        out.push_str("# Dataproc needs two primary workers, which cannot be spot ones: these stay on demand.\n");
    }
    let disk = (choice.volume.0 >> 30).clamp(30, 65_536);
    let mut arguments = vec![
        format!("gcloud dataproc clusters create {}", quote::shell(&plain_name(profile))),
        format!("--region={}", quote::shell(&choice.region)),
        format!("--image-version={}", image(profile)),
        format!("--master-machine-type={}", quote::shell(choice.driver.as_deref().unwrap_or(&choice.instance))),
        format!("--worker-machine-type={}", quote::shell(&choice.instance)),
        format!("--worker-boot-disk-size={disk}GB"),
    ];
    if choice.workers == 1 {
        out.push_str("# A cluster of one machine is a single-node cluster: the driver runs on it too.\n");
        arguments.retain(|argument| !argument.starts_with("--worker") && !argument.starts_with("--master"));
        arguments.push("--single-node".into());
        arguments.push(format!("--master-machine-type={}", quote::shell(&choice.instance)));
        arguments.push(format!("--master-boot-disk-size={disk}GB"));
    } else {
        arguments.push(format!("--num-workers={primary}"));
        if secondary > 0 {
            arguments.push(format!("--num-secondary-workers={secondary}"));
            arguments.push("--secondary-worker-type=spot".to_owned());
        }
    }
    arguments.push(format!("--properties={}", quote::shell(&properties(choice))));
    arguments.push("--max-idle=10m".into());
    out.push_str(&arguments.join(" \\\n  "));
    out.push('\n');
    out
}

/// `gcloud` splits at commas unless another separator is named in front: one is taken that no value holds.
fn properties(choice: &Choice) -> String {
    let pairs: Vec<String> = choice.conf.iter().map(|(key, value)| format!("spark:{key}={value}")).collect();
    if !pairs.iter().any(|pair| pair.contains(',')) {
        return pairs.join(",");
    }
    let separator = ["#", "|", ";", "~", "%", "@@", "##", "||", "~~"]
        .into_iter()
        .find(|separator| !pairs.iter().any(|pair| pair.contains(separator)))
        .unwrap_or("~#~");
    format!("^{separator}^{}", pairs.join(separator))
}

/// The image that carries the run's Spark, as Google's version list pairs them.
fn image(profile: &Profile) -> &'static str {
    match spark_version(profile).unwrap_or_default().rsplit_once('.').map_or("", |parts| parts.0) {
        "2.4" => "1.5-debian10",
        "3.1" => "2.0-debian10",
        "3.3" => "2.1-debian11",
        _ => "2.2-debian12",
    }
}
