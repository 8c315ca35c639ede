"""Terraform: HashiCorp's own parser, and the resources of each provider as its CDK packages have them.

The parser is `@cdktf/hcl2json` of npm (hashicorp/hcl in WebAssembly). A provider's schema is in the declarations of
`@cdktf/provider-*`, made by HashiCorp from the provider itself: a member for each argument and block, with a question
mark where it may be left out. Terraform's own program and the providers are in none of the registries.
"""

import json
import re
import subprocess
import tarfile

from .fault import Fault, Tool, Unreachable, same, settings
from .fault import read as text_of

PARSER = "@cdktf/hcl2json@0.21.0"
PROVIDERS = {
    "aws": ("@cdktf/provider-aws@21.22.1", "aws"),
    "google": ("@cdktf/provider-google@16.12.1", "google"),
    "azurerm": ("@cdktf/provider-azurerm@14.23.1", "azurerm"),
    "databricks": ("@cdktf/provider-databricks@15.16.1", "databricks"),
}
#: Arguments of every resource, which Terraform itself reads.
META = {"count", "provider", "depends_on", "for_each", "lifecycle"}
READ: dict[str, dict] = {}
SCHEMAS: dict[str, dict] = {}


def npm(arguments: list[str], folder) -> None:
    try:
        done = subprocess.run(["npm", *arguments, "--silent"], cwd=folder, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Unreachable(f"npm: {error}") from error
    if done.returncode:
        raise Unreachable(f"npm {' '.join(arguments)} came to nothing")


def prepare(downloads, paths):
    parser = downloads / "parser"
    if not (parser / "node_modules/@cdktf/hcl2json/package.json").exists():
        parser.mkdir(parents=True, exist_ok=True)
        npm(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", ".", PARSER], parser)
    (parser / "read.mjs").write_text(READER)
    READ.update(zip(map(str, paths), read(downloads, [text_of(path) for path in paths])))
    for kind in {kind for _, value in READ.items() for kind in value.get("resource", {})}:
        SCHEMAS[kind] = schema(downloads, kind)
    for archive in downloads.glob("cdktf-provider-*.tgz"):
        archive.unlink()  # A hundred megabytes, of which the declarations are kept.


#: Reads a list of texts, writes a list of what is in them or of what is wrong.
READER = """
import { parse } from '@cdktf/hcl2json';
let given = '';
for await (const part of process.stdin) given += part;
const read = [];
for (const text of JSON.parse(given)) {
  try { read.push(await parse('module.tf', text)); } catch (error) { read.push({ wrong: String(error) }); }
}
process.stdout.write(JSON.stringify(read), () => process.exit(0));
"""


def read(downloads, texts: list[str]) -> list[dict]:
    done = subprocess.run(
        ["node", "read.mjs"], cwd=downloads / "parser", input=json.dumps(texts), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Fault(f"hcl2json: {done.stderr.strip()[-300:]}")
    return json.loads(done.stdout)


def schema(downloads, kind: str) -> dict:
    """The declarations of a resource: of each interface its members, as (required, type)."""
    provider, _, name = kind.partition("_")
    # The CDK has no name for `aws_instance` but `instance`.
    package, folder = PROVIDERS[provider][0], name.replace("_", "-")
    kept = downloads / f"{kind}.d.ts"
    if not kept.exists():
        archive = downloads / (package.removeprefix("@").replace("/", "-").replace("@", "-") + ".tgz")
        if not archive.exists():
            npm(["pack", package], downloads)
        with tarfile.open(archive) as opened:
            inside = f"package/lib/{folder}/"
            parts = [m for m in opened if m.name.startswith(inside) and m.name.endswith(".d.ts")]
            kept.write_text("\n".join(opened.extractfile(part).read().decode() for part in parts))
    found = {}
    for one in re.finditer(r"export interface (\w+)[^{]*\{\n(.*?)\n\}", kept.read_text(), re.DOTALL):
        members = re.findall(r"^    readonly (\w+)(\??): (.*?);?$", one[2], re.MULTILINE)
        found[one[1]] = {member: (not optional, kind) for member, optional, kind in members}
    if not found:
        raise Fault(f"{package} has no resource {kind}")
    return found


def conforms(what: str, value: dict, kinds: dict, name: str) -> None:
    members = kinds[name]
    given = {re.sub("_([a-z0-9])", lambda m: m[1].upper(), key): part for key, part in value.items() if key not in META}
    for member, part in given.items():
        if member not in members:
            raise Fault(f"{what} has no argument {member}")
        kind = members[member][1].removesuffix(" | cdktf.IResolvable")
        inner = kind.removesuffix("[]")
        if inner in kinds:
            for block in part if isinstance(part, list) else [part]:
                conforms(f"{what}.{member}", block, kinds, inner)
        elif isinstance(part, str) and part.startswith("${"):
            continue
        elif (kind == "number") != (isinstance(part, (int, float)) and not isinstance(part, bool)):
            raise Fault(f"{what}.{member} is {part!r}, not a {kind}")
        elif kind == "boolean" and not isinstance(part, bool) or kind == "string" and not isinstance(part, str):
            raise Fault(f"{what}.{member} is {part!r}, not a {kind}")
    for member, (required, _) in members.items():
        if required and member not in given:
            raise Fault(f"{what} needs {member}")


def plain(text):
    """A quoted text as Terraform has it: without the marks that keep a template from beginning."""
    return text.replace("$${", "${").replace("%%{", "%{")


def module(path, text, conf, downloads):
    value = READ.get(str(path)) if text_of(path) == text else read(downloads, [text])[0]
    if "wrong" in value:
        raise Fault(f"{path}: {value['wrong']}")
    found = []
    for kind, resources in value.get("resource", {}).items():
        kinds = SCHEMAS.get(kind) or schema(downloads, kind)
        name = "".join(part.capitalize() for part in kind.split("_")[1:]) + "Config"
        for title, bodies in resources.items():
            for body in bodies:
                conforms(f"{path}: {kind}.{title}", body, kinds, name)
                found.append(body)
    if not found and "on_prem" not in str(path) and "onprem" not in str(path):
        raise Fault(f"{path}: no resource")
    declared = set(value.get("variable", {}))
    named = set(re.findall(r"(?<!\$)\$\{var\.(\w+)\}", json.dumps(found)))
    same("the variables", declared, named)
    titles = {f"{kind}.{title}" for kind, resources in value.get("resource", {}).items() for title in resources}
    for reference in re.findall(r"\$\{(\w+\.\w+)\.id\}", json.dumps(found)):
        if reference not in titles:
            raise Fault(f"{path}: there is no {reference}")
    own(path, value, found, conf)


def own(path, value: dict, found: list, conf: dict) -> None:
    """The settings, wherever this platform has them."""
    if "locals" in value:
        held, mark = value["locals"][0]["spark_conf"], ""
    elif "cluster_config" in found[0]:
        held, mark = found[0]["cluster_config"][0]["software_config"][0]["override_properties"], "spark:"
    else:
        held, mark = found[0]["job_cluster"][0]["new_cluster"][0]["spark_conf"], None
    held = {plain(key): plain(text) for key, text in held.items()}
    left_out = () if mark is not None else tuple(key for key in conf if key not in held)
    if len(left_out) > 6:
        raise Fault(f"{path}: {left_out} are left out")
    settings(held, {f"{mark or ''}{key}": text for key, text in conf.items()}, left_out)


MODULE = Tool(
    "HashiCorp's parser (@cdktf/hcl2json) and provider schemas (@cdktf/provider-aws, -google, -azurerm, -databricks)",
    module,
    [
        ("instance_type ", "machine_kind "),
        ("release_label ", "release "),
        ("num_workers ", "workers "),
        ("boot_disk_size_gb = ", 'boot_disk_size_gb = "x" #'),
        ('variable "ami"', 'variable "image_of_aws"'),
        ("$${var.y}", "${var.y}"),
        ("scaling_config {", "scaling {"),
        ("vm_size ", "size_of_vm "),
        ("aws_emr_cluster.run", "aws_emr_cluster.ran"),
    ],
    prepare,
)
