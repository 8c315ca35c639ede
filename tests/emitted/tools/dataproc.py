"""Dataproc: the types of google-cloud-dataproc, and the flags of gcloud, which no registry has."""

import re

from google.cloud import dataproc_v1

from . import shell
from .fault import Fault, Tool, same, settings
from .protobuf import parsed

#: Flags of `gcloud dataproc clusters create` that a command may use; True for those with a value.
#: Source: https://cloud.google.com/sdk/gcloud/reference/dataproc/clusters/create, read in 2026.
FLAGS = {
    "--region": True,
    "--image-version": True,
    "--master-machine-type": True,
    "--master-boot-disk-size": True,
    "--worker-machine-type": True,
    "--worker-boot-disk-size": True,
    "--num-workers": True,
    "--num-secondary-workers": True,
    "--secondary-worker-type": True,
    "--secondary-worker-boot-disk-size": True,
    "--single-node": False,
    "--properties": True,
    "--delete-max-idle": True,
}
NAME = re.compile(r"[a-z]([a-z0-9-]{0,49}[a-z0-9])?")


def command(path, text, conf, downloads):
    read = shell.words(text)
    same("the command", read[:4], ["gcloud", "dataproc", "clusters", "create"])
    bare, found = shell.options(read[4:], FLAGS)
    if len(bare) != 1 or not NAME.fullmatch(bare[0]):
        raise Fault(f"{path}: {bare} is no name of a cluster")
    if any(len(values) > 1 for values in found.values()):
        raise Fault(f"{path}: a flag stands twice")
    for needed in ["--region", "--image-version", "--properties", "--master-machine-type"]:
        if needed not in found:
            raise Fault(f"{path}: {needed} is missing")
    if ("--single-node" in found) == ("--num-workers" in found):
        raise Fault(f"{path}: a cluster has a single node or a number of workers")
    if "--num-workers" in found and int(found["--num-workers"][0]) < 2:
        raise Fault(f"{path}: fewer than two primary workers")
    if found.get("--secondary-worker-type", ["spot"]) != ["spot"]:
        raise Fault(f"{path}: no such type of secondary workers")
    # gcloud topic escaping: ^X^ in front makes X the separator in the place of a comma.
    listed, separator = found["--properties"][0], ","
    if named := re.match(r"\^([^^]+)\^", listed):
        separator, listed = named[1], listed[named.end() :]
    pairs = dict(pair.split("=", 1) for pair in listed.split(separator))
    settings(pairs, {f"spark:{key}": value for key, value in conf.items()})
    same("the number of properties", len(pairs), len(conf))


def workflow(path, text, conf, downloads):
    template = parsed(path, text, dataproc_v1.WorkflowTemplate)
    cluster = template.placement.managed_cluster
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,33}[a-z0-9]", cluster.cluster_name):
        raise Fault(f"{path}: {cluster.cluster_name!r} is no prefix of a cluster's name")
    config = cluster.config
    alone = config.software_config.properties.get("dataproc:dataproc.allow.zero.workers") == "true"
    same("drivers", config.master_config.num_instances, 1)
    if alone == (config.worker_config.num_instances >= 2):
        raise Fault(f"{path}: {config.worker_config.num_instances} primary workers")
    settings(config.software_config.properties, {f"spark:{key}": value for key, value in conf.items()})
    if len(template.jobs) != 1 or not template.jobs[0].step_id or not template.jobs[0].WhichOneof("job_type"):
        raise Fault(f"{path}: no job with a step id")


def autoscaling(path, text, conf, downloads):
    policy = parsed(path, text, dataproc_v1.AutoscalingPolicy)
    workers, algorithm = policy.worker_config, policy.basic_algorithm
    if not 2 <= workers.min_instances <= workers.max_instances:
        raise Fault(f"{path}: primary workers from {workers.min_instances} to {workers.max_instances}")
    if policy.secondary_worker_config.min_instances > policy.secondary_worker_config.max_instances:
        raise Fault(f"{path}: secondary workers")
    if not 120 <= algorithm.cooldown_period.seconds <= 86_400:
        raise Fault(f"{path}: a cooldown is from two minutes to a day")
    yarn = algorithm.yarn_config
    if not (0 < yarn.scale_up_factor <= 1 and 0 < yarn.scale_down_factor <= 1):
        raise Fault(f"{path}: factors are from 0 to 1")
    if not yarn.HasField("graceful_decommission_timeout"):
        raise Fault(f"{path}: a timeout of decommissioning is required")


COMMAND = Tool(
    "sh and shlex, and a list of gcloud's flags, which no registry has",
    command,
    [
        ("--num-workers=", "--number-workers="),
        ("--image-version=", "--image="),
        ("--num-workers=2", "--num-workers=1"),
        ("spark:spark.executor.memory=", "spark:spark.executor.memori="),
        ("'^", "'"),
    ],
)
TYPES = "the types of google-cloud-dataproc: {}"
WORKFLOW = Tool(
    TYPES.format("WorkflowTemplate"),
    workflow,
    [
        ("machineTypeUri", "machineType"),
        ("stepId", "step"),
        ("preemptibility: SPOT", "preemptibility: SPARE"),
        ("numInstances: 2", "numInstances: 1"),
        ("bootDiskSizeGb: ", "bootDiskSizeGb: x"),
        ('"spark:spark.executor.memory"', '"spark:spark.executor.memori"'),
    ],
)
AUTOSCALING = Tool(
    TYPES.format("AutoscalingPolicy"),
    autoscaling,
    [
        ("maxInstances", "maximumInstances"),
        ("scaleUpFactor: 0.05", "scaleUpFactor: 5"),
        ("cooldownPeriod: 240s", "cooldownPeriod: 4"),
        ("  gracefulDecommissionTimeout", "  decommissionTimeout"),
    ],
)
