"""A file of acts: what is played, what is expected, and what the exit status tells."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from local.painter.plain import paint_plain
from local.play import perform
from local.workspace import LocalWorkspace


@pytest.fixture(scope="module")
def workspace() -> Iterator[LocalWorkspace]:
    """A running workspace."""
    with LocalWorkspace(speed=20.0, painter=paint_plain) as made:
        yield made


def test_a_play_prints_what_comes_of_each_act(
    workspace: LocalWorkspace, capsys: pytest.CaptureFixture[str]
) -> None:
    """Acts are done in order, by whom and where the script says, and their messages printed."""
    script = [
        "# somebody asks",
        "",
        "as bo",
        "in studio",
        "/imagine a paper boat --seed 77",
        'expect "seed 77"',
        "react tada",
        'refuse "went wrong"',
    ]
    assert perform(workspace, "boat.play", script) == 0
    out, err = capsys.readouterr()
    assert "> /imagine a paper boat --seed 77\n" in out
    assert "bo asked for a picture" in out
    assert "somebody asks" not in out
    assert not err


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('expect "three green parrots"', "nobody reads 'three green parrots' in general"),
        ('refuse "a good morning"', "'a good morning' is read in general"),
        ("click Nothing", "no message here has a button 'Nothing'"),
        ("as nobody", "nobody"),
        ('expect "unfinished', "No closing quotation"),
    ],
)
def test_the_first_thing_amiss_ends_it(
    workspace: LocalWorkspace, capsys: pytest.CaptureFixture[str], line: str, why: str
) -> None:
    """What is not as expected, or cannot be done, is told with its line, and the status is 1."""
    script = ["a good morning", line, "never played"]
    assert perform(workspace, "talk.play", script) == 1
    out, err = capsys.readouterr()
    assert err.startswith("talk.play:2: ")
    assert why in err
    assert "never played" not in out
