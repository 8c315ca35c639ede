//! A Terraform resource for the choice's platform, in JSON-free HCL.

use afterglow_catalog::{Cloud, Platform};
use afterglow_profile::Profile;

use super::{heading, plain_name, quote};
use crate::choice::Choice;

pub(super) fn text(choice: &Choice, profile: &Profile) -> String {
    let mut out = quote::comment("#", &heading(choice, profile));
    let name = plain_name(profile).replace('-', "_");
    let body = match (choice.platform, choice.cloud) {
        (Platform::Emr, _) => emr(choice, profile, &name),
        (Platform::Dataproc, _) => dataproc(choice, profile, &name),
        (Platform::Databricks, _) => databricks(choice, profile, &name),
        (_, Cloud::Aws) => aws(choice, &name),
        (_, Cloud::Gcp) => gcp(choice, profile, &name),
        (_, Cloud::Azure) => azure(choice, profile, &name),
        (_, Cloud::OnPremises) => locals(choice),
    };
    out.push_str(&body);
    // Resources that hold no Spark settings of their own get them as a local value beside them.
    if !text_holds_settings(choice) {
        out.push('\n');
        out.push_str(&locals(choice));
    }
    out
}

fn text_holds_settings(choice: &Choice) -> bool {
    matches!(choice.platform, Platform::Emr | Platform::Dataproc | Platform::Databricks)
        || choice.cloud == Cloud::OnPremises
}

fn settings(choice: &Choice, indent: &str) -> String {
    choice.conf.iter().map(|(key, value)| format!("{indent}{} = {}\n", quote::hcl(key), quote::hcl(value))).collect()
}

fn locals(choice: &Choice) -> String {
    format!("locals {{\n  spark_conf = {{\n{}  }}\n}}\n", settings(choice, "    "))
}

fn emr(choice: &Choice, profile: &Profile, name: &str) -> String {
    let spot = choice.spot_workers();
    let firm = choice.workers - spot;
    // A core group is needed; with spot workers alone one of them is it.
    let core = if firm > 0 { firm } else { 1 };
    let tasks = choice.workers - core;
    let master = quote::hcl(choice.driver.as_deref().unwrap_or(&choice.instance));
    let worker = quote::hcl(&choice.instance);
    let size = (choice.volume.0 >> 30).clamp(10, 16_384);
    let mut out = format!(
        "resource \"aws_emr_cluster\" \"{name}\" {{\n  name          = {}\n  release_label = var.emr_release\n  \
         applications  = [\"Spark\"]\n  service_role  = var.emr_service_role\n\n  ec2_attributes {{\n    \
         instance_profile = var.emr_instance_profile\n    subnet_id        = var.subnet_id\n  }}\n\n  \
         master_instance_group {{\n    instance_type = {master}\n  }}\n\n  core_instance_group {{\n    \
         instance_type  = {worker}\n    instance_count = {core}\n{}    ebs_config {{\n      type = \"gp3\"\n      \
         size = {size}\n    }}\n  }}\n\n",
        quote::hcl(&plain_name(profile)),
        if firm == 0 { "    bid_price      = var.spot_price_limit\n" } else { "" },
    );
    out.push_str(&format!(
        "  configurations_json = jsonencode([{{\n    Classification = \"spark-defaults\"\n    Properties = {{\n{}    }}\n  \
         }}])\n}}\n",
        settings(choice, "      ")
    ));
    if tasks > 0 {
        out.push_str(&format!(
            "\nresource \"aws_emr_instance_group\" \"{name}_task\" {{\n  cluster_id     = aws_emr_cluster.{name}.id\n  \
             instance_type  = {worker}\n  instance_count = {tasks}\n  bid_price      = var.spot_price_limit\n}}\n"
        ));
    }
    out
}

fn dataproc(choice: &Choice, profile: &Profile, name: &str) -> String {
    let spot = choice.spot_workers();
    let primary = (choice.workers - spot).max(2.min(choice.workers));
    let secondary = choice.workers - primary;
    let preemptible = if secondary > 0 {
        format!(
            "    preemptible_worker_config {{\n      num_instances  = {secondary}\n      preemptibility = \"SPOT\"\n    }}\n"
        )
    } else {
        String::new()
    };
    let properties: String = choice
        .conf
        .iter()
        .map(|(key, value)| format!("        {} = {}\n", quote::hcl(&format!("spark:{key}")), quote::hcl(value)))
        .collect();
    format!(
        "resource \"google_dataproc_cluster\" \"{name}\" {{\n  name   = {}\n  region = {}\n\n  cluster_config {{\n    \
         master_config {{\n      num_instances = 1\n      machine_type  = {}\n    }}\n    worker_config {{\n      \
         num_instances = {primary}\n      machine_type  = {}\n      disk_config {{\n        boot_disk_size_gb = {}\n      \
         }}\n    }}\n{preemptible}    software_config {{\n      override_properties = {{\n{properties}      }}\n    }}\n  \
         }}\n}}\n",
        quote::hcl(&plain_name(profile)),
        quote::hcl(&choice.region),
        quote::hcl(choice.driver.as_deref().unwrap_or(&choice.instance)),
        quote::hcl(&choice.instance),
        (choice.volume.0 >> 30).clamp(30, 65_536),
    )
}

fn databricks(choice: &Choice, profile: &Profile, name: &str) -> String {
    let own = super::databricks::settings(choice);
    let conf: String =
        own.map(|(key, value)| format!("        {} = {}\n", quote::hcl(key), quote::hcl(value))).collect();
    format!(
        "resource \"databricks_job\" \"{name}\" {{\n  name = {}\n\n  job_cluster {{\n    job_cluster_key = \"main\"\n    \
         new_cluster {{\n      spark_version       = var.databricks_runtime\n      node_type_id        = {}\n      \
         driver_node_type_id = {}\n      num_workers         = {}\n      spark_conf = {{\n{conf}      }}\n    }}\n  \
         }}\n}}\n",
        quote::hcl(&plain_name(profile)),
        quote::hcl(&choice.instance),
        quote::hcl(choice.driver.as_deref().unwrap_or(&choice.instance)),
        choice.workers,
    )
}

fn aws(choice: &Choice, name: &str) -> String {
    let spot = choice.spot_workers();
    let one = |suffix: &str, count: u32, options: &str| {
        format!(
            "resource \"aws_instance\" \"{name}_{suffix}\" {{\n  count         = {count}\n  ami           = var.ami\n  \
             instance_type = {}\n{options}  root_block_device {{\n    volume_type = \"gp3\"\n    volume_size = {}\n  \
             }}\n}}\n",
            quote::hcl(&choice.instance),
            (choice.volume.0 >> 30).max(8),
        )
    };
    let mut out = String::new();
    if choice.workers > spot {
        out.push_str(&one("worker", choice.workers - spot, ""));
    }
    if spot > 0 {
        out.push_str(&one("spot_worker", spot, "  instance_market_options {\n    market_type = \"spot\"\n  }\n"));
    }
    out
}

fn gcp(choice: &Choice, profile: &Profile, name: &str) -> String {
    let spot = choice.spot_workers();
    let one = |suffix: &str, count: u32, options: &str| {
        format!(
            "resource \"google_compute_instance\" \"{name}_{suffix}\" {{\n  count        = {count}\n  name         = \
             \"{}-{suffix}-${{count.index}}\"\n  machine_type = {}\n  zone         = var.zone\n{options}  boot_disk {{\n    \
             initialize_params {{\n      image = var.image\n      size  = {}\n    }}\n  }}\n  network_interface {{\n    \
             network = var.network\n  }}\n}}\n",
            plain_name(profile),
            quote::hcl(&choice.instance),
            (choice.volume.0 >> 30).max(10),
        )
    };
    let mut out = String::new();
    if choice.workers > spot {
        out.push_str(&one("worker", choice.workers - spot, ""));
    }
    if spot > 0 {
        let options = "  scheduling {\n    provisioning_model = \"SPOT\"\n    preemptible        = true\n    \
                       automatic_restart  = false\n  }\n";
        out.push_str(&one("spot", spot, options));
    }
    out
}

fn azure(choice: &Choice, profile: &Profile, name: &str) -> String {
    let priority = if choice.market.uses_spot() {
        "  priority            = \"Spot\"\n  eviction_policy     = \"Delete\"\n"
    } else {
        ""
    };
    format!(
        "resource \"azurerm_linux_virtual_machine_scale_set\" \"{name}\" {{\n  name                = {}\n  \
         resource_group_name = var.resource_group\n  location            = {}\n  sku                 = {}\n  \
         instances           = {}\n{priority}  admin_username      = var.admin\n  admin_ssh_key {{\n    username   = \
         var.admin\n    public_key = var.ssh_key\n  }}\n  source_image_id     = var.image\n  os_disk {{\n    \
         storage_account_type = \"Premium_LRS\"\n    caching              = \"ReadOnly\"\n    disk_size_gb         = \
         {}\n  }}\n  network_interface {{\n    name    = \"main\"\n    primary = true\n    ip_configuration {{\n      name  \
         = \"main\"\n      primary = true\n      subnet_id = var.subnet\n    }}\n  }}\n}}\n",
        quote::hcl(&plain_name(profile)),
        quote::hcl(&choice.region),
        quote::hcl(&choice.instance),
        choice.workers,
        (choice.volume.0 >> 30).max(30),
    )
}
