"""What it costs to keep pictures in the record: freezing a set of 200, and showing one, against reading its file.

    OMP_NUM_THREADS=1 python -m benchmarks.pictures [--json FILE]

Ratios hold within one run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from db import Database, freeze
from protocols import Study, load_study
from study_app.flow import Joined, SessionFlow, utc_now
from study_app.flow._images import PictureCache

PICTURES = 200
KILOBYTES = 100
ROUNDS = 2000


@dataclass(frozen=True)
class Costs:
    """Milliseconds of wall time."""

    freezing: float
    """The whole set into an empty database."""
    freezing_again: float
    """The same set, which is there."""
    file: float
    """One file read from the folder."""
    record: float
    """One picture for a participant: token checked, read from the record."""
    kept: float
    """The same, with the picture kept in the process."""
    token: float
    """The token check alone, which every picture needs."""


def measure(folder: Path) -> Costs:
    """Freezes a made-up set on SQLite and shows its pictures over and over."""
    study = _large_study(folder / "set")
    database = Database(f"sqlite:///{folder}/study.sqlite3")
    database.migrate()
    freezing = _milliseconds(lambda: freeze(database, study, "pilot", utc_now()), 1)
    again = _milliseconds(lambda: freeze(database, study, "pilot", utc_now()), 1)
    version = database.read(lambda record: record.versions(study.protocol.id))[0]
    flow = SessionFlow(database, version, study, mode="pilot")
    joined = flow.join()
    assert isinstance(joined, Joined)
    image = study.stimuli.images()[0]
    path, name = folder / "set" / study.protocol.stimuli / image.file, image.file.rsplit("/", 1)[-1]
    kept = _milliseconds(lambda: flow.image(joined.token, name), ROUNDS)
    flow._served._pictures = PictureCache(limit=0)
    return Costs(
        freezing=freezing,
        freezing_again=again,
        file=_milliseconds(path.read_bytes, ROUNDS),
        record=_milliseconds(lambda: flow.image(joined.token, name), ROUNDS),
        kept=kept,
        token=_milliseconds(lambda: flow.image(joined.token, "no such picture"), ROUNDS),
    )


def _large_study(folder: Path) -> Study:
    """The built-in study with reference images added to its first case until there are enough files of random bytes."""
    study, rng = load_study("skingen"), np.random.default_rng(1)
    payload = study.payload()
    first = payload["stimuli"]["cases"][0]
    like = first["references"][0]
    missing = PICTURES - len(study.stimuli.images())
    first["references"] += [like | {"file": f"images/{number:016x}.webp"} for number in range(missing)]
    contents: dict[str, bytes] = {}
    for case in payload["stimuli"]["cases"]:
        for image in (case["photo"], *case["references"]):
            content = contents.setdefault(image["file"], rng.bytes(KILOBYTES * 1000))
            image["sha256"] = hashlib.sha256(content).hexdigest()
            path = folder / study.protocol.stimuli / image["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return replace(Study.from_payload(payload), folder=folder)


def _milliseconds(work: Callable[[], object], rounds: int) -> float:
    started = time.perf_counter()
    for _ in range(rounds):
        work()
    return (time.perf_counter() - started) / rounds * 1000


def main() -> None:
    """Prints the costs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        costs = measure(Path(folder))
    if arguments.json:
        arguments.json.write_text(json.dumps(asdict(costs), indent=2))
    print(
        f"freezing {PICTURES} pictures of {KILOBYTES} kB: {costs.freezing:.0f} ms; again {costs.freezing_again:.0f} ms"
    )
    print(f"reading a file      {costs.file:.3f} ms")
    print(f"token check alone   {costs.token:.3f} ms")
    print(
        f"from the record     {costs.record:.3f} ms, {costs.record / (costs.token + costs.file):.2f} of token and file"
    )
    print(f"kept in the process {costs.kept:.3f} ms, {costs.kept / (costs.token + costs.file):.2f} of token and file")


if __name__ == "__main__":
    main()
