//! Plain machines: the driver's, the workers, and the spot workers.

use afterglow_catalog::Cloud;

use super::hcl::Hcl;
use super::{Group, groups};
use crate::choice::Choice;
use crate::emit::volume_gib;

pub(super) fn machines(hcl: &mut Hcl, choice: &Choice, cloud: Cloud, name: &str) {
    for group in groups(choice) {
        match cloud {
            Cloud::Aws => aws(hcl, choice, &group),
            Cloud::Gcp => gcp(hcl, choice, &group, name),
            Cloud::Azure => azure(hcl, choice, &group, name),
            Cloud::OnPremises => {}
        }
    }
}

fn aws(hcl: &mut Hcl, choice: &Choice, group: &Group<'_>) {
    hcl.resource("aws_instance", group.name, |hcl| {
        hcl.is("count", group.count);
        hcl.asked("ami", "ami", "An image with Spark, for the instruction set of the machines.");
        hcl.text("instance_type", group.instance);
        hcl.asked("subnet_id", "subnet_id", "The subnet of the machines: all in one zone.");
        if group.spot {
            hcl.block("instance_market_options", |hcl| hcl.text("market_type", "spot"));
        }
        hcl.block("root_block_device", |hcl| {
            hcl.text("volume_type", "gp3");
            hcl.is("volume_size", volume_gib(choice, 8, 16_384));
        });
    });
}

fn gcp(hcl: &mut Hcl, choice: &Choice, group: &Group<'_>, name: &str) {
    hcl.resource("google_compute_instance", group.name, |hcl| {
        hcl.is("count", group.count);
        // Plain by its making: letters, digits and dashes.
        hcl.is("name", format_args!("\"{name}-{}-${{count.index}}\"", group.name));
        hcl.text("machine_type", group.instance);
        hcl.asked("zone", "zone", "A zone of the region above.");
        if group.spot {
            hcl.block("scheduling", |hcl| {
                hcl.text("provisioning_model", "SPOT");
                hcl.is("preemptible", true);
                hcl.is("automatic_restart", false);
            });
        }
        hcl.block("boot_disk", |hcl| {
            hcl.block("initialize_params", |hcl| {
                hcl.asked("image", "image", "An image with Spark, for the instruction set of the machines.");
                hcl.is("size", volume_gib(choice, 10, 65_536));
            });
        });
        hcl.block("network_interface", |hcl| hcl.asked("network", "network", "The network of the machines."));
    });
}

fn azure(hcl: &mut Hcl, choice: &Choice, group: &Group<'_>, name: &str) {
    hcl.resource("azurerm_linux_virtual_machine_scale_set", group.name, |hcl| {
        hcl.text("name", &format!("{name}-{}", group.name));
        hcl.asked("resource_group_name", "resource_group", "The resource group of the machines.");
        hcl.text("location", &choice.region);
        hcl.text("sku", group.instance);
        hcl.is("instances", group.count);
        if group.spot {
            hcl.text("priority", "Spot");
            hcl.text("eviction_policy", "Delete");
        }
        hcl.asked("admin_username", "admin", "The user that may log in.");
        hcl.block("admin_ssh_key", |hcl| {
            hcl.asked("username", "admin", "The user that may log in.");
            hcl.asked("public_key", "ssh_public", "The public part of that user's key.");
        });
        hcl.asked("source_image_id", "image", "An image with Spark, for the instruction set of the machines.");
        hcl.block("os_disk", |hcl| {
            hcl.text("storage_account_type", "Premium_LRS");
            hcl.text("caching", "ReadOnly");
            hcl.is("disk_size_gb", volume_gib(choice, 30, 4_095));
        });
        hcl.block("network_interface", |hcl| {
            hcl.text("name", "main");
            hcl.is("primary", true);
            hcl.block("ip_configuration", |hcl| {
                hcl.text("name", "main");
                hcl.is("primary", true);
                hcl.asked("subnet_id", "subnet_id", "The subnet of the machines.");
            });
        });
    });
}
