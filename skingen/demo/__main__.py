"""`python -m skingen.demo FOLDER` writes the demonstration stimulus set."""

from __future__ import annotations

import sys
from pathlib import Path

from skingen.demo import build_demo


def main(arguments: list[str]) -> int:
    """Build the set in the one folder named; 2 if the call is wrong."""
    if len(arguments) != 1:
        print("usage: python -m skingen.demo FOLDER", file=sys.stderr)
        return 2
    stimuli = build_demo(Path(arguments[0]))
    print(f"{len(stimuli.cases)} cases, {len(stimuli.images())} pictures in {arguments[0]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
