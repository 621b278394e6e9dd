"""The deployable: what is in it, that it is small, and that it runs as Lambda would run it."""

from __future__ import annotations

import ast
import json
import re
import shutil
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.archive import digest, files, pack
from infra.build import CODE, OPERATORS, ROOT, SERVICES, VERSION
from infra.sizes import LIMIT, table, without_sdk
from local.template import load
from tests.infra.conftest import Built, wheels_or_skip
from tests.infra.standins import StandIns, drive

TEMPLATE = ROOT / "infra" / "template.yaml"
AARCH64 = 183
UNCHECKED_HASH = 0b01


def test_runtime_is_the_templates() -> None:
    """Wheels and bytecode are for the runtime the template names."""
    (function,) = load(TEMPLATE).of_type("AWS::Lambda::Function")
    assert function.properties["Runtime"] == f"python{VERSION}"


def test_stays_small(deployable: Built) -> None:
    """Unpacked it is no more than 45 MB without botocore, bytecode included."""
    assert 20_000_000 < without_sdk(deployable.parts) <= LIMIT
    assert sum(part.size for part in deployable.parts) == sum(
        path.stat().st_size for path in files(deployable.folder)
    )


def test_table_of_sizes(deployable: Built) -> None:
    """The table names every package, and the totals."""
    lines = list(table(deployable.parts))
    assert {"pillow", "slack-bolt", "botocore", "six"} <= {line.split()[-1] for line in lines}
    assert lines[-1].endswith("without botocore and its own dependencies")


def test_everything_is_compiled(deployable: Built) -> None:
    """Each module has bytecode of the runtime's version, which is never checked by times."""
    for source in deployable.folder.rglob("*.py"):
        compiled = source.parent / "__pycache__" / f"{source.stem}.cpython-313.pyc"
        header = compiled.read_bytes()[:8]
        assert struct.unpack("<I", header[4:])[0] == UNCHECKED_HASH, compiled
    assert {path.suffixes[0] for path in deployable.folder.rglob("*.pyc")} == {".cpython-313"}


def test_only_what_runs_is_shipped(deployable: Built) -> None:
    """No tests, stubs, installers or operators' tools; licences stay."""
    names = {path.relative_to(deployable.folder).as_posix() for path in files(deployable.folder)}
    assert not [name for name in names if re.search(r"(^|/)tests/|\.pyi$|py\.typed$|RECORD$", name)]
    assert not [name for name in names for tool in OPERATORS if name.startswith(tool)]
    assert "bot/app.py" in names
    assert len([name for name in names if re.search(r"dist-info/.*(LICEN[CS]E|COPYING)", name)]) > 9
    services = {path.name for path in (deployable.folder / "botocore/data").iterdir()}
    assert {name for name in services if "." not in name} == set(SERVICES)


def test_services_are_those_that_are_called() -> None:
    """Every AWS client the code makes has its description in the deployable, and no other has."""
    made = {
        service
        for package in CODE
        for path in (ROOT / package).rglob("*.py")
        if not path.relative_to(ROOT).as_posix().startswith(OPERATORS)
        for service in _clients(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert made == set(SERVICES)


def _clients(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr != "create_client" or not node.args:
                continue
            assert isinstance(node.args[0], ast.Constant), ast.unparse(node)
            yield str(node.args[0].value)


@pytest.mark.slow
def test_build_is_repeatable(deployable: Built, tmp_path: Path) -> None:
    """The same folder gives the same zip, whenever its files were written and in what order."""
    copy = tmp_path / "copy"
    for path in reversed(list(files(deployable.folder / "bot"))):
        target = copy / path.relative_to(deployable.folder / "bot")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    pack(deployable.folder / "bot", tmp_path / "one.zip")
    pack(copy, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert digest(copy) == digest(deployable.folder / "bot")
    (copy / "app.py").write_text("changed", encoding="utf-8")
    assert digest(copy) != digest(deployable.folder / "bot")


@pytest.mark.slow
def test_arm_build_has_no_foreign_code(tmp_path: Path) -> None:
    """On any host the build for arm64 carries arm64's compiled code only."""
    out = tmp_path / "function"
    wheels_or_skip(out, "arm64", bytecode=False)
    machines = {
        struct.unpack_from("<H", path.read_bytes(), 18)[0]
        for path in out.rglob("*.so*")
        if path.read_bytes()[:4] == b"\x7fELF"
    }
    assert machines == {AARCH64}
    assert len(list(out.rglob("*.cpython-313-aarch64-linux-gnu.so"))) >= 5


@pytest.mark.slow
def test_unpacked_zip_makes_a_picture(
    deployable: Built, stand_ins: StandIns, tmp_path: Path
) -> None:
    """Under the runtime's Python and with its own packages alone, a command ends in a picture."""
    pack(deployable.folder, tmp_path / "function.zip")
    code = tmp_path / "task"
    with zipfile.ZipFile(tmp_path / "function.zip") as packed:
        packed.extractall(code)
    environment = stand_ins.environment(code)
    sources: set[str] = set()

    def run(event: object) -> Any:
        told = drive(deployable.python, code, environment, event, tmp_path / "report.json")
        sources.update(told["sources"])
        return told["answer"]

    done = stand_ins.people(run).command("U0ANA", "C0GENERAL", "a red fox --seed 7")
    assert (done.error, done.message) == ("", None)
    report = run(stand_ins.queued())
    assert report == {"batchItemFailures": []}

    (message,) = [one for one in stand_ins.slack.seen_by("U0ANA", "C0GENERAL") if one.blocks]
    assert "seed 7" in json.dumps(message.blocks)
    kept = stand_ins.aws.client("s3").list_objects_v2(
        Bucket=stand_ins.aws.stack.environment["OUTPUT_BUCKET"]
    )
    assert [one["Key"].partition("/")[0] for one in kept["Contents"]] == ["T0LOCAL"]
    assert not [one for one in sources if "site-packages" in one]
    assert not [one for one in sources if one.startswith(str(ROOT)) and "driver" not in one]
    assert {"bot/app.py", "PIL/Image.py", "botocore/session.py"} <= {
        one.removeprefix(f"{code}/") for one in sources
    }
