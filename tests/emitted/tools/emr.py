"""EMR and EMR Serverless: the service models that botocore, and so boto3 and the AWS CLI, call AWS by."""

import json
import re

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

from . import shell
from .fault import Fault, Tool, same, settings


def shape(service: str, operation: str):
    model = ServiceModel(Loader().load_service_model(service, "service-2"))
    return model.operation_model(operation).input_shape


def conforms(what: str, value, wanted) -> None:
    """Names, types and required fields by botocore's own validator; then what it leaves to the service: words of
    enumerations, lengths and patterns."""
    report = ParamValidator().validate(value, wanted)
    if report.has_errors():
        raise Fault(f"{what}: {report.generate_report()}")
    limits(what, value, wanted)


def limits(what: str, value, wanted) -> None:
    about = wanted.metadata
    if wanted.type_name == "structure":
        for key, part in value.items():
            limits(f"{what}.{key}", part, wanted.members[key])
    elif wanted.type_name == "list":
        bounds(what, len(value), about)
        for at, part in enumerate(value):
            limits(f"{what}[{at}]", part, wanted.member)
    elif wanted.type_name == "map":
        bounds(what, len(value), about)
        for key, part in value.items():
            limits(f"{what}: the key {key!r}", key, wanted.key)
            limits(f"{what}[{key!r}]", part, wanted.value)
    elif wanted.type_name == "string":
        bounds(what, len(value), about)
        if wanted.enum and value not in wanted.enum:
            raise Fault(f"{what} is {value!r}, none of {wanted.enum}")
        # Surrogates stand for what lies beyond the first plane, which Python's patterns write otherwise.
        pattern = about.get("pattern", "").replace("\\uD800\\uDC00-\\uDBFF\\uDFFF", "\U00010000-\U0010ffff")
        if pattern and not re.fullmatch(pattern, value, re.DOTALL):
            raise Fault(f"{what} is {value!r}, which {pattern} does not match")
    elif wanted.type_name in ("integer", "long", "double"):
        bounds(what, value, about)


def bounds(what: str, size: float, about: dict) -> None:
    if size < about.get("min", size) or size > about.get("max", size):
        raise Fault(f"{what}: {size} is not from {about.get('min')} to {about.get('max')}")


def cluster(path, text, conf, downloads):
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Fault(f"{path}: {error}") from error
    conforms(path.name, value, shape("emr", "RunJobFlow"))
    settings(value["Configurations"][0]["Properties"], conf)
    instances = value["Instances"]
    for forms, role in [("InstanceGroups", "InstanceRole"), ("InstanceFleets", "InstanceFleetType")]:
        if forms in instances:
            roles = [part[role] for part in instances[forms]]
            same("machines of the driver and core groups", (roles.count("MASTER"), roles.count("CORE")), (1, 1))
    tags = [tag["Key"] for tag in value["Tags"]]
    if len(tags) > 50 or len(set(tags)) < len(tags):
        raise Fault(f"{path}: {len(tags)} tags, some twice or too many")
    for tag in value["Tags"]:
        for part, most in [(tag["Key"], 128), (tag["Value"], 256)]:
            if len(part) > most or re.search(r"[^\w\s.:/=+\-@]", part):
                raise Fault(f"{path}: no tag can hold {part!r}")


#: Cores of a worker, and its memory in GB: from, to, in steps of (AWS, EMR Serverless worker configurations).
WORKERS = {1: (2, 8, 1), 2: (4, 16, 1), 4: (8, 30, 1), 8: (16, 60, 4), 16: (32, 120, 8)}


def serverless(path, text, conf, downloads):
    # The aws of this shell writes its words down and says a name of an application.
    script = "set -f; aws() { printf '%s\\0' \"$@\" >&2; printf '\\0' >&2; echo 00abc; }\n" + text
    done = shell.run(script)
    calls = [call.split("\0") for call in done.stderr.decode().split("\0\0")[:-1]]
    if done.returncode or len(calls) != 2:
        raise Fault(f"{path}: sh made {len(calls)} calls of it: {done.stderr[-200:]!r}")
    known = {"--region": True, "--query": True, "--output": True, "--cli-input-json": True}
    known |= {"--application-id": True, "--execution-role-arn": True}
    for call, operation in zip(calls, ["CreateApplication", "StartJobRun"]):
        same("the command", call[:2], ["emr-serverless", re.sub("(?<=[a-z])([A-Z])", r"-\1", operation).lower()])
        bare, found = shell.options(call[2:], known)
        same("other words", bare, [])
        try:
            value = json.loads(found["--cli-input-json"][0])
        except (ValueError, KeyError) as error:
            raise Fault(f"{path}: {error}") from error
        # The CLI makes a token of its own, and takes these two from its options.
        value["clientToken"] = "made-by-the-cli"
        if operation == "StartJobRun":
            value["applicationId"] = found.get("--application-id", [""])[0]
            same("the role to be put in", found.get("--execution-role-arn"), ["EXECUTION_ROLE_ARN"])
            value["executionRoleArn"] = "arn:aws:iam::123456789012:role/any"
        conforms(f"{path.name}, {operation}", value, shape("emr-serverless", operation))
        if operation == "StartJobRun":
            properties = value["configurationOverrides"]["applicationConfiguration"][0]["properties"]
            settings(properties, {k: v for k, v in conf.items() if "decommission" not in k})
            sizes(path, properties)


def sizes(path, properties: dict) -> None:
    for role in ["driver", "executor"]:
        if f"spark.{role}.cores" not in properties:
            continue  # The samples set no executors' cores; real logs do.
        cores = int(properties[f"spark.{role}.cores"])
        if cores not in WORKERS:
            raise Fault(f"{path}: no worker has {cores} cores")
        memory = int(properties[f"spark.{role}.memory"].removesuffix("m")) / 1024
        if memory * 1.1 > WORKERS[cores][1] + 1:
            raise Fault(f"{path}: {memory} GiB of a {role} are too much for {cores} cores")
        disk = int(properties[f"spark.emr-serverless.{role}.disk"].removesuffix("G"))
        if not 20 <= disk <= 200:
            raise Fault(f"{path}: a worker's disk is from 20 to 200 GB, not {disk}")


BOTOCORE = "botocore's model of {}: names, types, required fields, enumerations, lengths, patterns"
GROUPS = Tool(
    BOTOCORE.format("RunJobFlow"),
    cluster,
    [
        ('"InstanceCount"', '"InstancesCount"'),
        ('"InstanceType":', '"Instancetype":'),
        ('"CORE"', '"WORKER"'),
        ('"SPOT"', '"SPARE"'),
        ('"SizeInGB": ', '"SizeInGB": "x", "y": '),
        ('"before:spark.executor.memory"', '"before;spark.executor.memory"'),
    ],
)
FLEETS = Tool(
    BOTOCORE.format("RunJobFlow"),
    cluster,
    [
        ('"InstanceFleetType"', '"InstanceRole"'),
        ('"price-capacity-optimized"', '"cheapest"'),
        ('"TimeoutAction"', '"TimeOutAction"'),
        ('"WeightedCapacity": 1', '"WeightedCapacity": -1'),
    ],
)
SERVERLESS = Tool(
    BOTOCORE.format("CreateApplication and StartJobRun") + ", and sh",
    serverless,
    [
        ('"releaseLabel"', '"release"'),
        (' vCPU"', ' cores"'),
        ('"ARM64"', '"arm"'),
        ('"entryPoint"', '"entrypoint"'),
        ("--cli-input-json", "--cli-input"),
        ('"spark.driver.cores":"2"', '"spark.driver.cores":"3"'),
    ],
)
