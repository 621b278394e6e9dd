"""What all tests share: how many examples a property is tried with, and how processes divide them.

Examples are the same in every run, so that a run says something about the change and nothing about
luck. `make faults` looks for new ones.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

settings.register_profile("commit", max_examples=30, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=100, deadline=None, derandomize=True)
settings.load_profile("commit")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """With `--dist loadfile` hand out all tests in the browser as one file: they share one."""
    return _Scheduling(config, log) if config.getvalue("dist") == "loadfile" else None


class _Scheduling(LoadFileScheduling):
    def _split_scope(self, nodeid: str) -> str:
        together = "tests/browser/"
        return together if nodeid.startswith(together) else super()._split_scope(nodeid)
