"""A bot: walks a session, and insists on being acknowledged."""

from __future__ import annotations

from dataclasses import dataclass

from study_app.bots._clock import SimulatedClock
from study_app.bots._respondent import Respondent
from study_app.bots._temper import Temper
from study_app.flow import Joined, SessionFlow, View


class BotStuckError(RuntimeError):
    """A bot met a page that it could not answer, or an answer that the flow should have accepted."""


@dataclass
class Bot:
    """Walks one session from consent to completion code."""

    flow: SessionFlow
    respondent: Respondent
    temper: Temper
    clock: SimulatedClock
    pages: int = 0
    """Pages that were acknowledged."""

    def run(self) -> str:
        """Lives through the session; gives the title of the last view."""
        joined = self.flow.join()
        if not isinstance(joined, Joined):
            return joined.title
        view = joined.view
        leaves_after = self._drop_out_page()
        while view.kind == "page":
            if self.pages >= leaves_after:
                return "dropped out"
            if self._chance(self.temper.reload):
                view = self._reloaded(joined.token, view)
            view = self._submit(joined.token, view)
            self.pages += 1
        return view.title

    def _drop_out_page(self) -> float:
        drops = self._chance(self.temper.drop_out)
        return float(self.respondent.persona.rng.integers(3, 45)) if drops else float("inf")

    def _chance(self, share: float) -> bool:
        return bool(share and self.respondent.persona.rng.random() < share)

    def _reloaded(self, token: str, view: View) -> View:
        again = self.flow.view(token)
        if again is None or again.page_token != view.page_token:
            raise BotStuckError(f"a reload of {view.title!r} showed another page")
        return again

    def _submit(self, token: str, view: View) -> View:
        if _offers_to_skip(view) and self._chance(self.temper.skip):
            submission, seconds = self.respondent.skip()
        else:
            submission, seconds = self.respondent.answer(view)
        self.clock.advance(seconds)
        assert view.page_token is not None, "a page has a token"
        outcome = self.flow.submit(token, view.page_token, submission)
        if self._chance(self.temper.double_submit):
            twice = self.flow.submit(token, view.page_token, submission)
            if twice.status != "repeated":
                raise BotStuckError(f"the second submit of {view.title!r} was {twice.status}")
        if outcome.status != "saved" or outcome.view is None:
            raise BotStuckError(f"{view.title!r} was {outcome.status}: {outcome.errors}")
        return outcome.view


def _offers_to_skip(view: View) -> bool:
    return any(block.type == "photo" and block.skip is not None for block in view.blocks)
