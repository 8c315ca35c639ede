"""Databricks: the classes of its own SDK."""

import json
import re
from dataclasses import fields

from databricks.sdk.service import jobs

from .fault import Fault, Tool, same, settings
from .roundtrip import kept

#: What Databricks makes itself from the node type.
OWN = (
    "spark.driver.memory",
    "spark.executor.instances",
    "spark.executor.cores",
    "spark.executor.memory",
    "spark.executor.memoryOverhead",
    "spark.dynamicAllocation.enabled",
)


def task(path, text, conf, downloads):
    try:
        value = json.loads(text)
        read = jobs.Task.from_dict(value)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise Fault(f"{path}: {error!r}") from error
    kept("the task", value, read.as_dict())
    cluster = read.new_cluster
    types(path, cluster)
    settings(cluster.spark_conf, conf, OWN)
    for needed in ["spark_version", "node_type_id", "num_workers"]:
        if getattr(cluster, needed) is None:
            raise Fault(f"{path}: {needed} is missing")
    same("blocks of a cloud", sum(map(bool, [cluster.aws_attributes, cluster.azure_attributes, cluster.gcp_attributes])), 1)
    if len(read.description or "") > 1000:
        raise Fault(f"{path}: the description is too long")
    for key, tag in cluster.custom_tags.items():
        # What the labels of Google Cloud may hold, the strictest of the three.
        if not re.fullmatch("[a-z][a-z0-9_-]{0,62}", key) or not re.fullmatch("[a-z0-9_-]{0,63}", tag):
            raise Fault(f"{path}: no tag on every cloud: {key}={tag}")


def types(path, read) -> None:
    """Numbers and texts where the class says so: the SDK itself does not look."""
    for one in fields(read):
        value = getattr(read, one.name)
        wanted = {"Optional[int]": int, "Optional[str]": str, "Optional[bool]": bool}.get(str(one.type))
        if value is not None and wanted and not isinstance(value, wanted):
            raise Fault(f"{path}: {one.name} is {value!r}")
        if hasattr(value, "as_dict"):
            types(path, value)


TASK = Tool(
    "databricks-sdk: jobs.Task and compute.ClusterSpec, read and written back with nothing lost",
    task,
    [
        ('"num_workers"', '"workers"'),
        ('"node_type_id"', '"node_type"'),
        ('"SPOT_WITH_FALLBACK_AZURE"', '"SPOT_AZURE_MAYBE"'),
        ('"first_on_demand": ', '"first_on_demand": "x", "y": '),
        ('"custom_tags"', '"tags"'),
    ],
)
