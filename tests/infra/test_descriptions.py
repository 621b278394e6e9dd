"""The cut-down descriptions: clients made from them send and understand what others do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore.loaders import Loader
from botocore.session import Session

from infra.build import SERVICES
from infra.descriptions import CHANGES, shorten

WHOLE = Path(botocore.__file__).parent / "data"


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Descriptions of what the function calls and of one other service, cut down."""
    data = tmp_path_factory.mktemp("descriptions")
    for path in WHOLE.iterdir():
        if path.is_file():
            shutil.copy(path, data)
        elif path.name in {*SERVICES, "sns"}:
            shutil.copytree(path, data / path.name)
    shorten(data, SERVICES)
    return data


def test_only_what_is_called_is_left(short: Path) -> None:
    """Other services, older versions and examples are gone, and the change is said."""
    assert {path.name for path in short.iterdir() if path.is_dir()} == set(SERVICES)
    assert all(len(list((short / service).iterdir())) == 1 for service in SERVICES)
    assert not list(short.rglob("examples-1.json*"))
    assert not list(short.rglob("*.gz"))
    assert "left out" in (short / CHANGES).read_text(encoding="utf-8")
    size = sum(path.stat().st_size for path in short.rglob("*") if path.is_file())
    assert size < 1_500_000


@pytest.mark.parametrize("service", SERVICES)
def test_clients_are_the_same(service: str, short: Path) -> None:
    """Operations, shapes, endpoints and signing are what the whole description says."""
    ours, theirs = _client(service, short), _client(service, WHOLE)
    assert ours.meta.endpoint_url == theirs.meta.endpoint_url
    assert ours.meta.config.signature_version == theirs.meta.config.signature_version
    ours_model, theirs_model = ours.meta.service_model, theirs.meta.service_model
    assert ours_model.operation_names == theirs_model.operation_names
    assert _bare(ours_model._service_description) == _bare(theirs_model._service_description)
    assert not [*_manuals(ours_model._service_description)]


def _client(service: str, data: Path) -> Any:
    session = Session()
    session.register_component(
        "data_loader", Loader(extra_search_paths=[str(data)], include_default_search_paths=False)
    )
    session.set_credentials("key", "secret")
    return session.create_client(service, region_name="us-west-2")


def _bare(value: Any) -> Any:
    """A description with its manual's texts empty."""
    if isinstance(value, dict):
        return {
            name: "" if name == "documentation" and isinstance(each, str) else _bare(each)
            for name, each in value.items()
        }
    return [_bare(each) for each in value] if isinstance(value, list) else value


def _manuals(value: Any) -> Iterator[str]:
    """The manual's texts that are left."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name == "documentation" and isinstance(each, str) and each:
                yield each
            yield from _manuals(each)
    elif isinstance(value, list):
        for each in value:
            yield from _manuals(each)
