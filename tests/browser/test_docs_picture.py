"""The README's picture, made from a scene in the workspace so that it never shows what is not so.

The scene is played each time; only with UPDATE_DOCS=1 in the environment is docs/imagine.png
written, because no two machines draw letters quite alike.
"""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from local.painter.painter import paint
from tests.browser.stage import ARTEFACTS, ROOT, Stage

PAINTER = paint
LARGEST = 400_000
"""Bytes of a picture that a README loads quickly."""

WIDTH, HEIGHT, SCALE = 1040, 940, 1.3


def test_the_readme_shows_the_workspace(stage: Stage) -> None:
    """Somebody asks for a picture and others like it: the scene that the README shows."""
    bo = stage.enter("bo")
    bo.say("Something for the winter page, anyone?")
    ana = stage.enter(width=WIDTH, height=HEIGHT, device_scale_factor=SCALE)
    ana.say("/imagine a red fox in the snow --ar 16:9 --seed 42")
    picture = bo.picture("a red fox in the snow")
    expect(picture).to_have_count(1)
    picture.hover()
    picture.get_by_role("button", name="Add reaction").click()
    bo.page.get_by_role("menuitem", name="heart_eyes").click()
    picture.get_by_role("button", name="Reply in thread").click()
    bo.say("Lovely, thank you!", ".thread")
    expect(ana.picture("a red fox in the snow")).to_contain_text("1 reply")
    ana.page.mouse.move(0, 0)
    assert stage.workspace.settle(30)
    made = ARTEFACTS / "readme.png"
    ana.shoot(made.stem)
    with Image.open(made) as shot:
        shot.convert("RGB").save(made, optimize=True)
    assert made.stat().st_size < LARGEST
    if os.environ.get("UPDATE_DOCS"):
        Path(ROOT / "docs" / "imagine.png").write_bytes(made.read_bytes())
