//! Pools of nodes of a cluster of Kubernetes that is there already.

use afterglow_catalog::{Arch, Cloud};

use super::hcl::Hcl;
use super::{Group, groups};
use crate::choice::Choice;
use crate::emit::{quote, volume_gib};

const CLUSTER: &str = "The cluster of Kubernetes that the nodes join.";

pub(super) fn pools(hcl: &mut Hcl, choice: &Choice, cloud: Cloud) {
    for group in groups(choice) {
        match cloud {
            Cloud::Aws => eks(hcl, choice, &group),
            Cloud::Gcp => gke(hcl, choice, &group),
            Cloud::Azure => aks(hcl, choice, &group),
            Cloud::OnPremises => {}
        }
    }
}

fn eks(hcl: &mut Hcl, choice: &Choice, group: &Group<'_>) {
    hcl.resource("aws_eks_node_group", group.name, |hcl| {
        hcl.asked("cluster_name", "cluster", CLUSTER);
        hcl.text("node_group_name_prefix", &format!("spark-{}-", group.name));
        hcl.asked("node_role_arn", "node_role_arn", "The role of the nodes.");
        hcl.asked_as("subnet_ids", "subnet_ids", "list(string)", "Subnets of the nodes: of one zone.");
        hcl.is("instance_types", format_args!("[{}]", quote::hcl(group.instance)));
        let arm = choice.arch == Arch::Arm64;
        hcl.text("ami_type", if arm { "AL2023_ARM_64_STANDARD" } else { "AL2023_x86_64_STANDARD" });
        hcl.text("capacity_type", if group.spot { "SPOT" } else { "ON_DEMAND" });
        hcl.is("disk_size", volume_gib(choice, 20, 16_384));
        hcl.block("scaling_config", |hcl| {
            for size in ["desired_size", "min_size", "max_size"] {
                hcl.is(size, group.count);
            }
        });
    });
}

fn gke(hcl: &mut Hcl, choice: &Choice, group: &Group<'_>) {
    hcl.resource("google_container_node_pool", group.name, |hcl| {
        hcl.asked("cluster", "cluster", CLUSTER);
        hcl.text("name", &format!("spark-{}", group.name));
        hcl.asked("location", "cluster_location", "The region or zone of that cluster.");
        // The count is for each zone, so there is one.
        hcl.asked_as("node_locations", "zones", "list(string)", "One zone: the count of nodes is for each.");
        hcl.is("node_count", group.count);
        hcl.block("node_config", |hcl| {
            hcl.text("machine_type", group.instance);
            hcl.is("disk_size_gb", volume_gib(choice, 10, 65_536));
            hcl.is("spot", group.spot);
        });
    });
}

fn aks(hcl: &mut Hcl, choice: &Choice, group: &Group<'_>) {
    hcl.resource("azurerm_kubernetes_cluster_node_pool", group.name, |hcl| {
        // Twelve small letters and digits at most.
        hcl.text("name", &format!("spark{}", group.name));
        hcl.asked("kubernetes_cluster_id", "cluster", CLUSTER);
        hcl.text("vm_size", group.instance);
        hcl.is("node_count", group.count);
        hcl.is("os_disk_size_gb", volume_gib(choice, 30, 2_048));
        if group.spot {
            hcl.text("priority", "Spot");
            hcl.text("eviction_policy", "Delete");
            hcl.is("spot_max_price", -1);
        }
    });
}
