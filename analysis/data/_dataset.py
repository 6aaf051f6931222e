"""A study's data as the analysis sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

import pandas as pd

from analysis.data._schema import TABLES, DataError, conform
from analysis.data._simulation import Simulation
from protocols import Study


@dataclass(frozen=True, eq=False)
class Dataset:
    """The tidy tables of one study in one mode, with the protocol that they came from.

    >>> from protocols import load_study
    >>> nobody = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    >>> dataset = Dataset.from_frames(nobody, load_study("skingen"))
    >>> dataset.mode, list(dataset.conditions)
    ('unknown', ['text', 'skingen'])
    """

    participants: pd.DataFrame
    """One row a participant."""
    allocations: pd.DataFrame
    """One row an allocation, in the order of the ledger."""
    trials: pd.DataFrame
    """One row a participant and case; practice is left out."""
    responses: pd.DataFrame
    """One row an answer to an item."""
    timings: pd.DataFrame
    """One row a measured time."""
    events: pd.DataFrame
    """One row an event in the browser or on the server."""
    study: Study
    """The frozen protocol with its instruments and stimulus set."""
    fingerprint: str
    """SHA-256 of the frozen protocol, 64 hex digits."""
    mode: str
    """`live`, `pilot` or `bot`; `unknown` where nobody arrived."""
    simulation: Simulation | None = None
    """How bots made the data; None for data of people."""
    files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of every table's file, by file name; empty if the frames came from elsewhere."""

    @classmethod
    def from_frames(
        cls,
        frames: Mapping[str, pd.DataFrame],
        study: Study,
        *,
        fingerprint: str | None = None,
        simulation: Mapping[str, Any] | None = None,
        files: Mapping[str, str] | None = None,
    ) -> "Dataset":
        """The dataset of tidy tables, checked.

        Parameters
        ----------
        frames
            The tables of `TABLES`, by name.
        study
            The study as frozen.
        fingerprint
            As stated with the data; computed from the study if absent.
        simulation
            What `simulation.json` says.
        files
            SHA-256 by file name.

        `DataError` where a table or column is absent, a value has the wrong kind, two modes are mixed, or rows belong to
        another protocol.
        """
        absent = [table for table in TABLES if table not in frames]
        if absent:
            raise DataError(f"The export has no table {', '.join(absent)}. Export the study again.")
        tables = {table: conform(table, frames[table]) for table in TABLES}
        stated = fingerprint or study.fingerprint
        people = tables["participants"]
        repeated = people["participant"][people["participant"].duplicated()]
        if len(repeated):
            raise DataError(f"Participant {repeated.iloc[0]} has two rows. Export the study again.")
        others = set(people["fingerprint"].dropna()) - {stated}
        if others:
            raise DataError(
                f"Participants of protocol {min(others)[:12]} are mixed with those of {stated[:12]}: "
                "a change of the protocol is another version. Export one version."
            )
        modes = sorted(people["mode"].dropna().unique())
        if len(modes) > 1:
            raise DataError(f"Data of {' and '.join(modes)} sessions are mixed. Export one mode.")
        return cls(
            **tables,
            study=study,
            fingerprint=stated,
            mode=modes[0] if modes else "unknown",
            simulation=None if simulation is None else Simulation.parse(simulation),
            files=dict(files or {}),
        )

    @cached_property
    def withheld(self) -> bool:
        """Whether these are the data of a live study that was not unblinded: conditions and sequences are empty."""
        return self.mode == "live" and len(self.allocations) > 0 and not self.allocations["sequence"].notna().any()

    @cached_property
    def data_fingerprint(self) -> str | None:
        """SHA-256 over the lines `<sha256>  <file>`, sorted by file: what `sha256sum *.csv | sha256sum` prints."""
        if not self.files:
            return None
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.files.items()))
        return sha256(lines.encode()).hexdigest()

    @cached_property
    def conditions(self) -> Mapping[str, str]:
        """Titles of the conditions by id, in declared order."""
        return {condition.id: condition.title for condition in self.study.protocol.design.conditions}
