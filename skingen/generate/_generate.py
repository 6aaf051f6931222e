"""Generate what a file of requests asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from skingen._door import needed_packages
from skingen.base import load_base, machine, memory_guard, quietly
from skingen.data import Pixels
from skingen.generate._errors import GenerationError
from skingen.generate._painter import Painter
from skingen.generate._record import Findings, Record, identity, read_record, store
from skingen.generate._request import Request, described
from skingen.generate._screen import OpenNsfw, Screen
from skingen.generate._settings import Generation, Shard
from skingen.lora import versions


@dataclass(frozen=True)
class Generated:
    """What a run did."""

    drawn: int
    """Pictures written now."""
    there: int
    """Pictures that an earlier run had written."""
    withheld: int
    """Pictures not written because of what a screen found, now or earlier."""


def generate(
    requests: Sequence[Request],
    settings: Generation,
    shard: Shard = Shard(),  # noqa: B008
    on_progress: Callable[[int, int], None] = lambda *_: None,
) -> Generated:
    """Draw a shard of the requests into `settings.out`, a picture and a record each.

    A run that was ended goes on where it stood: what has a record stays, and batches are cut as they were, so that the
    pixels are those of one run. `on_progress` hears pictures done and asked for. `GenerationError`, `BaseModelError`,
    `LoraFileError`, `PictureError` and `OutOfMemoryError` say in a sentence what is wrong.
    """
    mine = requests[shard.index - 1 :: shard.count]
    _check(mine, settings)
    with needed_packages(), quietly(), memory_guard(f"choose a batch smaller than {settings.batch}"):
        where = machine(settings.device, settings.precision, settings.threads)
        base = load_base(settings.base, settings.revision, settings.checker)
        painter = Painter(base, settings, where)
        screen = OpenNsfw() if settings.nudity != "off" else None
        about = {
            "settings": settings.what() | {"size": painter.size},
            "base": {
                "name": Path(base.name).name if Path(base.name).is_dir() else base.name,
                "revision": base.revision,
                "family": base.family,
                "sha256": base.sha256,
            },
            "lora": _lora(settings, painter),
        }
        drawn = there = withheld = 0
        for batch in _batches(mine, settings.batch):
            names = {request.id: identity(about, described(request), _inputs(request)) for request in batch}
            earlier = {request.id: read_record(settings.out, request.id) for request in batch}
            for name, record in earlier.items():
                if record and record.identity != names[name]:
                    raise GenerationError(f"{settings.out} holds another picture {name}; name another folder.")
            kept = [record.findings.withheld for record in earlier.values() if record]
            there += kept.count(False)
            withheld += kept.count(True)
            if not all(earlier.values()):
                pictures, objections = painter.paint(batch)
                findings = _findings(pictures, objections, screen, settings)
                settings.out.mkdir(parents=True, exist_ok=True)
                for request, pixels, found in zip(batch, pictures, findings, strict=True):
                    if earlier[request.id]:
                        continue
                    record = Record(
                        identity=names[request.id],
                        request=described(request),
                        **about,
                        batch=tuple(names),
                        machine=f"{where.name}, {str(where.dtype).removeprefix('torch.')}",
                        versions=versions(),
                        findings=found,
                        sha256=None,
                    )
                    store(settings.out, request.id, pixels, record)
                    drawn += not found.withheld
                    withheld += found.withheld
            on_progress(drawn + there + withheld, len(mine))
    return Generated(drawn, there, withheld)


def _check(requests: Sequence[Request], settings: Generation) -> None:
    for request in requests:
        if settings.ip_adapter and request.reference is None:
            raise GenerationError(f"{request.id}: the IP-Adapter needs a reference.")
        if request.reference and not settings.ip_adapter:
            raise GenerationError(f"{request.id}: a reference needs an IP-Adapter.")
        for file in (request.photo, request.mask, request.reference, settings.lora):
            if file is not None and not file.is_file():
                raise GenerationError(f"{request.id}: there is no file {file}.")


def _batches(requests: Sequence[Request], size: int) -> Iterator[tuple[Request, ...]]:
    """Requests that can be drawn at once: with a photo or without, and of one strength."""
    kinds: dict[tuple[bool, float], list[Request]] = {}
    for request in requests:
        kinds.setdefault((request.photo is not None, request.strength if request.photo else 1.0), []).append(request)
    for group in kinds.values():
        for start in range(0, len(group), size):
            yield tuple(group[start : start + size])


def _inputs(request: Request) -> list[str]:
    files = [file for file in (request.photo, request.mask, request.reference) if file is not None]
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


def _lora(settings: Generation, painter: Painter) -> dict[str, object] | None:
    if settings.lora is None or painter.lora is None:
        return None
    content = hashlib.sha256(settings.lora.read_bytes()).hexdigest()
    return {"name": settings.lora.name, "sha256": content, "training": painter.lora.identity}


def _findings(
    pictures: Sequence[Pixels], objections: Sequence[bool | None], screen: Screen | None, settings: Generation
) -> list[Findings]:
    scores = screen.scores(pictures) if screen else [None] * len(pictures)
    return [
        Findings(
            checker=objection,
            nudity=score,
            nudity_screen=screen.name if screen else None,
            withheld=bool(objection)
            or (settings.nudity == "withhold" and score is not None and score >= settings.nudity_threshold),
        )
        for objection, score in zip(objections, scores, strict=True)
    ]
