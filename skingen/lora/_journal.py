"""The log of a training: a line of JSON an entry, and the same for TensorBoard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from skingen._door import needed_packages
from skingen._files import write_whole
from skingen.data import Pixels


class Journal:
    """`log.jsonl` and `tensorboard/` in a folder. Entries after the step that a training resumes from are removed."""

    def __init__(self, folder: Path, step: int, tensorboard: bool) -> None:
        """`step`: where the training stands."""
        self._file = folder / "log.jsonl"
        kept = [line for line in read_journal(self._file) if int(line["step"]) <= step]
        write_whole(self._file, "".join(f"{json.dumps(line)}\n" for line in kept).encode())
        self._board: Any = None
        if tensorboard:
            with needed_packages():
                from torch.utils.tensorboard import SummaryWriter

                self._board = SummaryWriter(str(folder / "tensorboard"), purge_step=step + 1)

    def note(self, step: int, **values: float) -> None:
        """Add an entry: what was measured after `step` steps."""
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": step, **values}) + "\n")
        if self._board is not None:
            for name, value in values.items():
                self._board.add_scalar(name, value, step)

    def show(self, step: int, pixels: Pixels) -> None:
        """Add a sample grid, `(height, width, 3)`."""
        if self._board is not None:
            self._board.add_image("samples", pixels, step, dataformats="HWC")

    def close(self) -> None:
        """Write what is still in memory."""
        if self._board is not None:
            self._board.close()


def read_journal(file: Path) -> list[dict[str, float]]:
    """The entries of a log; a last line that was cut short is left out."""
    entries = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
        try:
            entries.append(json.loads(line))
        except json.JSONDecodeError:
            break
    return entries
