"""The seal of a frozen set: the SHA-256 of every file in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from protocols import Finding, sha256_of
from skingen._files import write_whole

SEAL = "frozen.json"


def seal(folder: Path) -> str:
    """Write `frozen.json` over all files of a folder and return its own SHA-256, which names the frozen set."""
    content = (json.dumps(_hashes(folder), indent=2, sort_keys=True) + "\n").encode()
    write_whole(folder / SEAL, content)
    return hashlib.sha256(content).hexdigest()


def broken_seals(folder: Path) -> Iterator[Finding]:
    """What was changed, added or removed since the set in a folder was frozen; nothing if it never was."""
    if not (folder / SEAL).is_file():
        return
    sealed: dict[str, str] = json.loads((folder / SEAL).read_text(encoding="utf-8"))
    present = _hashes(folder)
    for file in sorted(sealed.keys() | present.keys()):
        if sealed.get(file) != present.get(file):
            change = "added" if file not in sealed else "removed" if file not in present else "changed"
            fix = "restore the frozen set, or freeze a new one"
            yield Finding("error", file, None, "", f"it was {change} after the set was frozen", fix)


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SEAL)
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}
