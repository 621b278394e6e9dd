"""Runs a handler in a fresh process and times it: argv names the folder, standard input the rest.

Started under the function's own Python with nothing but that folder to import from, and without
writing bytecode, as Lambda's read-only folder has it. Knows nothing of what it runs.
"""

import gc
import importlib
import json
import sys
import time


class Context:
    """Lambda's context, as far as handlers read it."""

    aws_request_id = "request"
    function_name = "imagine"

    def __init__(self, arn: str) -> None:
        self.invoked_function_arn = arn

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function's time-out."""
        return 110_000


def peak() -> int:
    """Bytes of the largest resident set so far."""
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 (no import for it)
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def main() -> None:
    """Import the handler, give it each event, and write down what each step took."""
    sys.path.insert(0, sys.argv[1])
    given = json.load(sys.stdin)
    context = Context(given["arn"])
    spans: list[tuple[float, float]] = []
    answers: list[object] = []
    before = peak()
    gc.collect()

    cpu, wall = time.process_time(), time.perf_counter()
    module, _, name = given["handler"].rpartition(".")
    handler = getattr(importlib.import_module(module), name)
    spans.append((time.process_time() - cpu, time.perf_counter() - wall))
    for event in given["events"]:
        cpu, wall = time.process_time(), time.perf_counter()
        answers.append(handler(event, context))
        spans.append((time.process_time() - cpu, time.perf_counter() - wall))

    with open(sys.argv[2], "w", encoding="utf-8") as report:  # noqa: PTH123 (no import for it)
        json.dump(
            {
                "spans": spans,
                "answers": answers,
                "modules": len(sys.modules),
                "memory": [before, peak()],
            },
            report,
        )


main()
