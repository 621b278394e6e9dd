"""The enhancement styles of a deployment: ours, with the operator's own over them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.settings import SettingsError
from core import styles
from core.errors import Misconfigured
from core.style import Style

FOLDER = Path(__file__).resolve().parent.parent
"""The function's own folder; what lies in the repository's root is shipped into it."""


def load(setting: str, default: str, folder: Path = FOLDER) -> Mapping[str, Style]:
    """The styles by name.

    Args:
        setting: JSON as `core.styles` describes it, or the name of a file of it; "" for none.
        default: The style where none is asked for.
        folder: Where such a file lies.

    Raises:
        SettingsError: They cannot be used. The message names the fix.
    """
    text = setting
    if setting and not setting.startswith("{"):
        try:
            text = (folder / setting).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"ENHANCEMENT_STYLES names {setting!r}, which cannot be read; it is JSON, or a "
                "JSON file in the root of the repository that is deployed"
            ) from error
    try:
        found = styles.load(text)
    except Misconfigured as error:
        raise SettingsError(f"ENHANCEMENT_STYLES: {error.mend}") from error
    if default not in found:
        raise SettingsError(f"DEFAULT_STYLE is {default!r}; it is one of {', '.join(found)}")
    return found
