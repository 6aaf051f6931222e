"""What goes wrong, as one plain sentence; anything else is a bug and keeps its traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db import IllegalTransition, StorageError
from protocols import ProtocolError
from skingen import PipelineError


class CommandError(Exception):
    """Something a command cannot do; its text is the sentence shown."""


@contextmanager
def as_command_error(*kinds: type[Exception]) -> Iterator[None]:
    """Turns errors of another room, whose text is a sentence for the user, into a `CommandError`."""
    try:
        yield
    except kinds as error:
        raise CommandError(str(error)) from error


SHOWN_FINDINGS = 20


def sentence(error: Exception) -> str | None:
    """The sentence for the user, or a line for each finding in a study; None for a bug."""
    if isinstance(error, ProtocolError):
        shown = [str(finding) for finding in error.findings[:SHOWN_FINDINGS]]
        hidden = len(error.findings) - len(shown)
        return "\n".join([*shown, f"… and {hidden} more."] if hidden else shown)
    return str(error) if isinstance(error, CommandError | StorageError | IllegalTransition | PipelineError) else None
