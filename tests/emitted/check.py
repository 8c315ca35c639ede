"""Holds emitted configurations against the tools that read them: their own schemas and parsers, from PyPI and npm.

Run by `cargo xtask emitted`, which gives the folder of samples (made-up choices with hostile settings, of every
platform), the program `afterglow` and a folder for downloads. Each folder of texts has a `conf.json`: the settings that
every text must carry, whole. Each check is shown to fail: after the texts pass, one of each kind is spoilt in several
ways and must be refused.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from tools import databricks, dataproc, emr, hdinsight, kubernetes, spark, terraform
from tools.fault import Fault, Unreachable, read

ROOT = Path(__file__).resolve().parents[2]
LOGS = ["3.5.9/standalone/dynamic-3/log", "3.3.4/local/zstd/log"]
# Kind's file: what checks it, what it was checked by, and ways to spoil a text.
KINDS = {
    "spark-submit.sh": spark.SUBMIT,
    "spark-defaults.conf": spark.DEFAULTS,
    "emr.json": emr.GROUPS,
    "emr-fleet.json": emr.FLEETS,
    "emr-serverless.sh": emr.SERVERLESS,
    "dataproc.sh": dataproc.COMMAND,
    "dataproc-workflow.yaml": dataproc.WORKFLOW,
    "dataproc-autoscaling.yaml": dataproc.AUTOSCALING,
    "databricks.json": databricks.TASK,
    "hdinsight.sh": hdinsight.COMMAND,
    "kubernetes.yaml": kubernetes.APPLICATION,
    "terraform.tf": terraform.MODULE,
}
PLATFORMS = {"aws": ["emr", "vms", "kubernetes"], "gcp": ["dataproc", "vms"], "azure": ["databricks", "vms"]}


def from_logs(program: str, folder: Path) -> None:
    """What the command line writes for real logs, one folder a choice: `--as all` for each platform and market."""
    for log in LOGS:
        path = ROOT / "tests/fixtures" / log
        if not path.exists():
            raise Fault(f"{path}: the fixture is missing")
        for cloud, platforms in PLATFORMS.items():
            for platform in platforms:
                for market in ["on_demand", "spot", "mixed"]:
                    policy = folder / "policy.json"
                    policy.write_text(json.dumps({"platforms": [platform], "markets": [market]}))
                    query = [str(path), "--clouds", cloud, "--policy", str(policy)]
                    into = folder / f"{log.split('/')[0]}-{platform}-{cloud}-{market}"
                    choices = json.loads(run([program, "advise", *query, "--format", "json"]))["choices"]
                    if not choices and market != "on_demand":
                        continue  # Not every platform's spot prices are known.
                    run([program, "emit", *query, "--as", "all", "-o", str(into)])
                    (into / "conf.json").write_text(json.dumps(choices[0]["conf"]))


def run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise Fault(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def judge(tool, path: Path, text: str, conf: dict, downloads: Path) -> None:
    """A text that has not even the form that the check looks into is wrong too."""
    try:
        tool.check(path, text, conf, downloads)
    except (KeyError, IndexError, ValueError, TypeError, AttributeError) as error:
        raise Fault(f"{path}: {error!r}") from error


def refused(*given) -> bool:
    try:
        judge(*given)
    except Fault:
        return True
    return False


def one_kind(name: str, tool, folders: list[Path], downloads: Path) -> str:
    texts = [(path, json.loads((path.parent / "conf.json").read_text())) for path in (f / name for f in folders) if path.exists()]
    if not texts:
        raise Fault("no text of this kind was emitted")
    tool.prepare(downloads, [path for path, _ in texts])
    for path, conf in texts:
        text = read(path)
        if "roll back" not in text and "before:" not in text:
            raise Fault(f"{path}: nothing tells the way back")
        judge(tool, path, text, conf, downloads)
    spoilt = 0
    for old, new in tool.spoil:
        at = next(((p, c) for p, c in texts if old in read(p)), None)
        if at is None:
            raise Fault(f"no text has {old!r} to spoil")
        path, conf = at
        text = read(path).replace(old, new)
        if not refused(tool, path, text, conf, downloads):
            raise Fault(f"{path}: {old!r} was made {new!r}, and nothing was found wrong")
        spoilt += 1
    return f"{len(texts)} texts, {spoilt} spoilt ones refused; by {tool.by}"


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--samples", type=Path, required=True)
    arguments.add_argument("--program", required=True)
    arguments.add_argument("--downloads", type=Path, required=True)
    given = arguments.parse_args()
    try:
        from_logs(given.program, given.samples)
    except Fault as fault:
        print(f"afterglow: {fault}")
        return 1
    folders = sorted(path.parent for path in given.samples.glob("*/conf.json"))
    failed = False
    for name, tool in KINDS.items():
        try:
            print(f"{name:26} {one_kind(name, tool, folders, given.downloads)}")
        except Unreachable as note:
            print(f"{name:26} skipped: {note}")
        except Fault as fault:
            print(f"{name:26} WRONG: {fault}")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
