"""Hash chains: each row carries the hash of the row before, so that no row can be changed or removed unseen.

A chain belongs to one version and mode and starts from the version's fingerprint. A link is
`SHA-256(previous_hash + content)` in hexadecimal, where the content is the row's own digest.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from db._connected import Connected, table_of
from db.tables import CHAINS, MODES, AnswerChain, Chains
from protocols import canonical_json

_chains = table_of(Chains)
_answer_chain = table_of(AnswerChain)
_KEY = (
    _chains.c.version_id == bindparam("version"),
    _chains.c.mode == bindparam("of_mode"),
    _chains.c.name == bindparam("chain"),
)
_head = select(_chains.c.length, _chains.c.head).where(*_KEY)
_advance = _chains.update().where(*_KEY).values(length=bindparam("new_length"), head=bindparam("new_head"))
_append = _answer_chain.insert()
_WRITTEN = re.compile(rf"(\d+):({'|'.join(MODES)}):({'|'.join(CHAINS)}):(\d+):([0-9a-f]{{64}})")


@dataclass(frozen=True)
class Head:
    """The end of a chain: whoever wrote it down can tell later whether the chain was rewritten."""

    length: int
    """Number of rows."""
    hash: str
    """Hash of the last row; of an empty chain, the fingerprint."""


@dataclass(frozen=True)
class WrittenHead:
    """A head as it is written down elsewhere: with the chain that it belongs to.

    >>> str(WrittenHead(1, "live", "answers", Head(128, "9f" * 32)))[:24]
    '1:live:answers:128:9f9f9'
    """

    version: int
    """Number of the version."""
    mode: str
    """live, pilot or bot."""
    chain: str
    """allocations or answers."""
    head: Head
    """Length and last hash."""

    def __str__(self) -> str:
        return f"{self.version}:{self.mode}:{self.chain}:{self.head.length}:{self.head.hash}"

    @classmethod
    def parse(cls, text: str) -> WrittenHead:
        """The head that was written as that text; `ValueError` if it is none."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"{text!r} is no head: it should read VERSION:MODE:CHAIN:ROWS:HASH, as in study audit")
        version, mode, chain, length, last = found.groups()
        return cls(int(version), mode, chain, Head(int(length), last))


def link(previous_hash: str, digest: str) -> str:
    """The hash of a row with that digest behind a row with that hash."""
    return hashlib.sha256((previous_hash + digest).encode()).hexdigest()


def digest_of(content: Sequence[Any] | Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of some content, 64 hex digits."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


class ChainRecord(Connected):
    """Hash chains."""

    def chain_head(self, version_id: int, mode: str, chain: str) -> Head:
        """Length and last hash of a version's `allocations` or `answers`; in a write, nobody else can append meanwhile."""
        statement = self._locking(_head, _chains)
        row = self.connection.execute(statement, {"version": version_id, "of_mode": mode, "chain": chain}).one()
        return Head(row.length, row.head)

    def _start_chains(self, version_id: int, fingerprint: str) -> None:
        self.connection.execute(
            _chains.insert(),
            [
                {"version_id": version_id, "mode": mode, "name": name, "length": 0, "head": fingerprint}
                for mode in MODES
                for name in CHAINS
            ],
        )

    def _advance_chain(self, version_id: int, mode: str, chain: str, head: Head) -> None:
        self.connection.execute(
            _advance,
            {"version": version_id, "of_mode": mode, "chain": chain, "new_length": head.length, "new_head": head.hash},
        )

    def _chain_answers(self, version_id: int, mode: str, digest: str) -> None:
        previous = self.chain_head(version_id, mode, "answers")
        head = Head(previous.length + 1, link(previous.hash, digest))
        values = {
            "version_id": version_id,
            "mode": mode,
            "number": head.length,
            "digest": digest,
            "previous_hash": previous.hash,
            "hash": head.hash,
        }
        self.connection.execute(_append, values)
        self._advance_chain(version_id, mode, "answers", head)
