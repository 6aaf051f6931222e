"""`python -m study_app._attended MODULE …`: runs a module for as long as whoever started it lives.

The starter keeps the other end of our standard input. However it ends, also by SIGKILL, the system closes that end.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def main() -> None:
    """Runs the module named by the first argument, with the others as its own."""
    del sys.argv[0]
    threading.Thread(target=_end_with_the_starter, daemon=True).start()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _end_with_the_starter() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
