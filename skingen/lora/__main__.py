"""`accelerate launch -m skingen.lora CONFIG`: train on several accelerators."""

from __future__ import annotations

import sys
from pathlib import Path

from skingen import PipelineError
from skingen.lora import load_training, train


def main() -> None:
    """Trains as the file declares; a mistake is one sentence and exit code 1."""
    if len(sys.argv) != 2:
        sys.exit("call: accelerate launch -m skingen.lora CONFIG")
    try:
        train(load_training(Path(sys.argv[1])))
    except PipelineError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
