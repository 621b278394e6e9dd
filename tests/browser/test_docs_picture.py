"""The README's picture, made from a scene in the workspace so that it never shows what is not so.

The scene is played each time; only with UPDATE_DOCS=1 in the environment is docs/imagine.png
written, because no two machines draw letters quite alike.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import expect

from local.painter.painter import paint
from tests.browser.stage import ARTEFACTS, ROOT, Easel, Stage

README_PICTURE = ROOT / "docs" / "imagine.png"
LARGEST = 400_000
"""Bytes of a picture that a README loads quickly."""


@pytest.fixture
def painter(easel: Easel) -> Iterator[None]:
    """The real painter where its pictures are kept, which takes its time."""
    plain = easel.paint
    if os.environ.get("UPDATE_DOCS"):
        easel.paint = paint
    yield
    easel.paint = plain


@pytest.mark.slow
@pytest.mark.usefixtures("painter")
def test_the_readme_shows_the_workspace(stage: Stage) -> None:
    """Somebody asks for a picture and others like it: the scene that the README shows."""
    bo = stage.enter("bo")
    bo.say("Something for the winter page, anyone?")
    ana = stage.enter(size=(1040, 940), scale=1.3)
    ana.say("/imagine a red fox in the snow --ar 16:9 --seed 42")
    picture = bo.picture("a red fox in the snow")
    expect(picture).to_have_count(1)
    picture.hover()
    picture.get_by_role("button", name="Add reaction").click()
    bo.page.get_by_role("menuitem", name="heart_eyes").click()
    picture.get_by_role("button", name="Reply in thread").click()
    bo.say("Lovely, thank you!", ".thread")
    shown = ana.picture("a red fox in the snow")
    expect(shown).to_contain_text("1 reply")
    expect(shown.locator(".picture-frame img")).to_have_js_property("naturalWidth", 1344)
    ana.shoot("readme")
    if os.environ.get("UPDATE_DOCS"):
        with Image.open(ARTEFACTS / "readme.png") as shot:
            shot.convert("RGB").save(README_PICTURE, optimize=True)
    assert README_PICTURE.stat().st_size < LARGEST
