"""A study as loaded: protocol, instruments, texts and stimulus set, and the one number that stands for all of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from protocols._instrument import Instrument, complete_items
from protocols._items import Item
from protocols._protocol import Protocol
from protocols._stimuli import StimulusSet


@dataclass(frozen=True)
class Study:
    """Everything needed to run a session, analyse it, or show it again years later."""

    protocol: Protocol
    """What `study.yaml` declares."""
    instruments: Mapping[str, Instrument]
    """Every instrument that the protocol asks, by id."""
    texts: Mapping[str, Mapping[str, str]]
    """Markdown by language and name."""
    stimuli: StimulusSet
    """The manifest; image bytes are known by their SHA-256."""
    folder: Path | None = None
    """Folder it was loaded from; None if it was loaded from a record."""

    def payload(self) -> dict[str, Any]:
        """All of it as plain JSON values, without the folder: what is frozen at launch."""
        return {
            "protocol": self.protocol.model_dump(mode="json"),
            "instruments": {key: value.model_dump(mode="json") for key, value in sorted(self.instruments.items())},
            "texts": {language: dict(sorted(texts.items())) for language, texts in sorted(self.texts.items())},
            "stimuli": self.stimuli.model_dump(mode="json"),
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any], folder: Path | None = None) -> Study:
        """The study of a frozen payload."""
        return cls(
            protocol=Protocol.model_validate(payload["protocol"]),
            instruments={key: Instrument.model_validate(value) for key, value in payload["instruments"].items()},
            texts=payload["texts"],
            stimuli=StimulusSet.model_validate(payload["stimuli"]),
            folder=folder,
        )

    @cached_property
    def items(self) -> Mapping[str, tuple[Item, ...]]:
        """Items of every instrument, complete: a Likert item with its instrument's scale."""
        return {key: complete_items(instrument) for key, instrument in self.instruments.items()}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the canonical JSON of the payload, 64 hex digits; the manifest holds every image's hash."""
        return hashlib.sha256(canonical_json(self.payload())).hexdigest()


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: equal values give equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
