"""Files that a command writes where its caller says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from study_app.cli._problems import CommandError


@contextmanager
def written(out: Path, noun: str) -> Iterator[Path]:
    """The path with its folder made; `CommandError` where the system does not let the noun be written there."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        yield out
    except OSError as error:
        raise CommandError(f"The {noun} cannot be written to {out}: {error.strerror}.") from error


def write_text(out: Path, text: str, noun: str) -> None:
    """Write UTF-8 text; the noun says what it is if it cannot be written."""
    with written(out, noun) as path:
        path.write_text(text, encoding="utf-8")
