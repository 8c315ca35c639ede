//! Clusters of managed services.

use afterglow_profile::Profile;

use super::hcl::Hcl;
use super::pairs;
use crate::choice::{Choice, Purchase};
use crate::emit::{databricks, dataproc, driver, emr, plain_name, python, volume_gib};

const BID: &str = "The most to pay for a spot worker, in USD an hour; the on-demand price is a usual limit.";

pub(super) fn emr(hcl: &mut Hcl, choice: &Choice, profile: &Profile) {
    let spot = choice.spot_workers();
    let firm = choice.workers - spot;
    // A core group is needed; with spot workers alone one of them is it.
    let core = if firm > 0 { firm } else { 1 };
    let tasks = choice.workers.saturating_sub(core);
    let volume = |hcl: &mut Hcl| {
        hcl.block("ebs_config", |hcl| {
            hcl.text("type", "gp3");
            hcl.is("size", volume_gib(choice, 10, 16_384));
            hcl.is("volumes_per_instance", 1);
        });
    };
    let bid = |hcl: &mut Hcl| hcl.asked("bid_price", "spot_price_limit", BID);
    hcl.resource("aws_emr_cluster", "", |hcl| {
        hcl.text("name", &plain_name(profile));
        hcl.text("release_label", emr::release(profile));
        hcl.is("applications", "[\"Spark\"]");
        hcl.asked("service_role", "emr_service_role", "The role of EMR, such as EMR_DefaultRole.");
        hcl.is("keep_job_flow_alive_when_no_steps", true);
        hcl.block("auto_termination_policy", |hcl| hcl.is("idle_timeout", emr::IDLE_SECONDS));
        hcl.block("ec2_attributes", |hcl| {
            hcl.asked(
                "instance_profile",
                "emr_instance_profile",
                "The profile of the machines, such as EMR_EC2_DefaultRole.",
            );
            hcl.asked("subnet_id", "subnet_id", "The subnet of the machines: all in one zone.");
        });
        hcl.block("master_instance_group", |hcl| {
            hcl.text("instance_type", driver(choice));
            volume(hcl);
        });
        hcl.block("core_instance_group", |hcl| {
            hcl.text("instance_type", &choice.instance);
            hcl.is("instance_count", core);
            if choice.market == Purchase::Spot {
                bid(hcl);
            }
            volume(hcl);
        });
        let settings = "{ Classification = \"spark-defaults\", Properties = local.spark_conf }";
        hcl.is("configurations_json", format_args!("jsonencode([{settings}])"));
    });
    if tasks > 0 {
        let cluster = format!("aws_emr_cluster.{}.id", hcl.named(""));
        hcl.resource("aws_emr_instance_group", "task", |hcl| {
            hcl.is("cluster_id", cluster);
            hcl.text("instance_type", &choice.instance);
            hcl.is("instance_count", tasks);
            bid(hcl);
            volume(hcl);
        });
    }
}

pub(super) fn dataproc(hcl: &mut Hcl, choice: &Choice, profile: &Profile) {
    let spot = choice.spot_workers();
    let single = choice.workers == 1;
    let disk = |hcl: &mut Hcl| {
        hcl.block("disk_config", |hcl| hcl.is("boot_disk_size_gb", volume_gib(choice, 30, 65_536)));
    };
    hcl.resource("google_dataproc_cluster", "", |hcl| {
        hcl.text("name", &plain_name(profile));
        hcl.text("region", &choice.region);
        hcl.block("cluster_config", |hcl| {
            hcl.block("master_config", |hcl| {
                hcl.is("num_instances", 1);
                hcl.text("machine_type", if single { &choice.instance } else { driver(choice) });
                if single {
                    disk(hcl);
                }
            });
            if !single {
                hcl.block("worker_config", |hcl| {
                    hcl.is("num_instances", choice.workers - spot);
                    hcl.text("machine_type", &choice.instance);
                    disk(hcl);
                });
            }
            if spot > 0 {
                hcl.block("preemptible_worker_config", |hcl| {
                    hcl.is("num_instances", spot);
                    hcl.text("preemptibility", "SPOT");
                    disk(hcl);
                });
            }
            hcl.block("software_config", |hcl| {
                hcl.text("image_version", dataproc::image(profile));
                let alone = single.then(|| (dataproc::SINGLE_NODE.to_owned(), "true"));
                let own = pairs(choice).map(|(key, value)| (format!("spark:{key}"), value));
                hcl.map("override_properties", alone.into_iter().chain(own));
            });
            hcl.block("lifecycle_config", |hcl| hcl.text("idle_delete_ttl", "600s"));
        });
    });
}

pub(super) fn databricks(hcl: &mut Hcl, choice: &Choice, profile: &Profile) {
    hcl.line("# Its provider is databricks/databricks, which required_providers must name.");
    hcl.resource("databricks_job", "", |hcl| {
        hcl.text("name", &plain_name(profile));
        hcl.block("job_cluster", |hcl| {
            hcl.text("job_cluster_key", "main");
            hcl.block("new_cluster", |hcl| {
                hcl.text("spark_version", &databricks::runtime(profile));
                hcl.text("node_type_id", &choice.instance);
                hcl.text("driver_node_type_id", driver(choice));
                hcl.is("num_workers", choice.workers);
                let (name, attributes) = databricks::attributes(choice);
                hcl.block(name, |hcl| {
                    for (key, value) in attributes {
                        // Words and numbers of this crate, which JSON and HCL write alike.
                        hcl.is(key, value);
                    }
                });
                let own = databricks::settings(choice);
                hcl.map("spark_conf", own.map(|(key, value)| (key.clone(), value.as_str())));
            });
        });
        hcl.block("task", |hcl| {
            hcl.text("task_key", "main");
            hcl.text("job_cluster_key", "main");
            if python(profile) {
                hcl.block("spark_python_task", |hcl| {
                    hcl.asked("python_file", "program", "The program: a path or a URL.");
                });
            } else {
                hcl.block("spark_jar_task", |hcl| {
                    hcl.asked("main_class_name", "main_class", "The program's main class.");
                });
                hcl.block("library", |hcl| hcl.asked("jar", "program", "The program: a path or a URL."));
            }
        });
    });
}

pub(super) fn hdinsight(hcl: &mut Hcl, choice: &Choice, profile: &Profile) {
    hcl.resource("azurerm_hdinsight_spark_cluster", "", |hcl| {
        hcl.text("name", &plain_name(profile));
        hcl.asked("resource_group_name", "resource_group", "The resource group of the cluster.");
        hcl.text("location", &choice.region);
        hcl.asked("cluster_version", "hdinsight_version", "The release of HDInsight.");
        hcl.text("tier", "Standard");
        hcl.block("component_version", |hcl| {
            hcl.asked("spark", "hdinsight_spark", "The release of Spark that goes with it.");
        });
        hcl.block("gateway", |hcl| {
            hcl.text("username", "admin");
            hcl.asked("password", "gateway_password", "The password of the gateway's user admin.");
        });
        hcl.block("storage_account", |hcl| {
            hcl.asked("storage_container_id", "storage_container_id", "The container of the cluster's files.");
            hcl.asked("storage_account_key", "storage_account_key", "The key of that container's account.");
            hcl.is("is_default", true);
        });
        hcl.block("roles", |hcl| {
            let node = |hcl: &mut Hcl| {
                hcl.text("username", "sshuser");
                hcl.asked("password", "ssh_password", "The password of the machines' user sshuser.");
            };
            hcl.block("head_node", |hcl| {
                hcl.text("vm_size", driver(choice));
                node(hcl);
            });
            hcl.block("worker_node", |hcl| {
                hcl.text("vm_size", &choice.instance);
                hcl.is("target_instance_count", choice.workers);
                node(hcl);
            });
            hcl.block("zookeeper_node", |hcl| {
                hcl.asked("vm_size", "zookeeper_size", "The type of the three machines of ZooKeeper.");
                node(hcl);
            });
        });
    });
}
