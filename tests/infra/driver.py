"""Runs the built handler once; under the function's own Python, and with nothing but its folder."""

import json
import sys
from pathlib import Path


class Context:
    """Lambda's context, as far as it is read."""

    aws_request_id = "request"
    function_name = "imagine"

    def __init__(self, arn: str) -> None:
        self.invoked_function_arn = arn

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function's time-out."""
        return 110_000


folder, report = sys.argv[1:]
sys.path.insert(0, folder)
given = json.load(sys.stdin)

from bot.app import handler  # noqa: E402 - from the folder named just above

answer = handler(given["event"], Context(given["arn"]))
modules = [module for name, module in sys.modules.items() if not name.startswith("__main__")]
sources = {getattr(module, "__file__", None) or "" for module in modules}
Path(report).write_text(
    json.dumps({"answer": answer, "sources": sorted(sources)}), encoding="utf-8"
)
