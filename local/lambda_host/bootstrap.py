"""Runs inside an environment: starts AWS's own runtime client on the handler named in argv.

Standard input is the lifeline: its other end is the host's, so it ends when the host does, however
that comes about, and no environment outlives it. Run as a file, with the code's folder as the
working directory; nothing of this package is importable then.
"""

import os
import runpy
import sys
import threading


def _end_with_the_host() -> None:
    while os.read(0, 1):
        continue
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_the_host, name="lifeline", daemon=True).start()
    sys.path[0] = os.getcwd()  # noqa: PTH109 (a cold start imports no more than it must)
    runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)
