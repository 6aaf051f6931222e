"""A clock that bots move forward themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """Starts at a fixed instant, so that a simulation repeats to the millisecond."""

    def __init__(self, start: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)) -> None:
        self._now = start

    def __call__(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        """Lets time pass, rounded to milliseconds."""
        self._now += timedelta(milliseconds=round(1000 * seconds))
