"""The Spark operator: the models that it publishes of its resources, made from the schema of the resource itself."""

import yaml
from kubeflow_spark_api.models.spark_v1beta2_spark_application import SparkV1beta2SparkApplication
from pydantic import ValidationError

from .fault import Fault, Tool, same, settings
from .roundtrip import kept

FIELDS = (
    "spark.executor.instances",
    "spark.executor.cores",
    "spark.executor.memory",
    "spark.executor.memoryOverhead",
    "spark.driver.memory",
)


def application(path, text, conf, downloads):
    try:
        value = yaml.safe_load(text)
        read = SparkV1beta2SparkApplication.from_dict(value)
    except (yaml.YAMLError, ValidationError) as error:
        raise Fault(f"{path}: {error}") from error
    kept("the application", value, read.to_dict())
    same("the resource", (value.get("apiVersion"), value.get("kind")), ("sparkoperator.k8s.io/v1beta2", "SparkApplication"))
    if value["spec"].get("type") not in ("Java", "Python", "Scala", "R"):
        raise Fault(f"{path}: there is no type {value['spec'].get('type')!r}")
    settings(value["spec"].get("sparkConf", {}), conf, FIELDS)
    executor = value["spec"]["executor"]
    held = {
        "spark.executor.instances": str(executor.get("instances")),
        "spark.executor.cores": str(executor.get("cores")),
        "spark.executor.memory": executor.get("memory"),
        "spark.executor.memoryOverhead": executor.get("memoryOverhead"),
    }
    settings(held, {key: value for key, value in conf.items() if key in held})


APPLICATION = Tool(
    "kubeflow-spark-api, the operator's own models, read and written back with nothing lost",
    application,
    [
        ("memoryOverhead", "memory_overhead"),
        ("restartPolicy", "restart"),
        ("nodeSelector", "nodeselector"),
        ("  cores: 4", '  cores: "four"'),
        ("type: Scala", "type: Kotlin"),
        ("sparkConf", "sparkconf"),
        ("tolerations:\n    - ", "tolerations:\n      "),
    ],
)
