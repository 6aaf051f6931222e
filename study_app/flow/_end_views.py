"""Screens on which nothing more can be submitted, each with words of its own."""

from __future__ import annotations

from typing import Literal

from protocols import Study, in_language
from study_app.flow._markdown import nodes
from study_app.flow._views import Block, CodeBlock, Node, TextBlock, View
from study_app.flow._words import direction_of, words

End = Literal[
    "declined",
    "screened_out",
    "attempts_failed",
    "completed",
    "withdrawn_kept",
    "withdrawn_erased",
    "closed",
    "paused",
    "full",
    "filled",
    "timed_out",
    "unknown",
]

_ERASABLE = {"screened_out", "attempts_failed", "filled", "completed", "withdrawn_kept", "timed_out"}
"""Ends after which answers may still be there, so that their owner can have them erased."""
_LATE = {
    "withdraw": "late_withdraw",
    "withdraw_title": "late_withdraw_title",
    "withdraw_text": "late_withdraw_text",
    "withdraw_keep": "late_withdraw_keep",
    "withdraw_erase": "late_withdraw",
    "withdraw_back": "late_withdraw_back",
}
"""What the dialog says once there is nothing left to stop."""
_TITLES = {"filled": "full_title", "withdrawn_kept": "withdrawn_title", "withdrawn_erased": "withdrawn_title"}
_TEXTS = {"withdrawn_kept": "withdrawn_kept", "withdrawn_erased": "withdrawn_erased"}


def end_view(
    study: Study,
    end: End,
    language: str,
    *,
    code: str | None = None,
    test_run: bool = False,
    debrief: tuple[Block, ...] = (),
) -> View:
    """The last screen; `code` is the completion or screen-out code, `debrief` what those learn who leave early."""
    interface = words(language)
    blocks: list[Block] = [
        TextBlock(nodes=(Node(tag="p", children=(interface[_TEXTS.get(end, f"{end}_text")],)),)),
    ]
    if code is not None:
        blocks.append(_code_block(study, code, language))
    blocks.extend(debrief)
    contact, first = study.protocol.contact, study.protocol.languages[0]
    name = in_language(contact.name, language, first)
    blocks.append(TextBlock(nodes=nodes(interface["contact"].format(name=name, email=contact.email))))
    return View(
        kind="end",
        page_token=None,
        language=language,
        direction=direction_of(language),
        study_title=in_language(study.protocol.title, language, first),
        title=interface[_TITLES.get(end, f"{end}_title")],
        mode_note=interface["test_run"] if test_run else None,
        blocks=tuple(blocks),
        submit=None,
        withdraw=end in _ERASABLE,
        words=interface | {key: interface[late] for key, late in _LATE.items()} if end in _ERASABLE else interface,
    )


def landing_view(study: Study, language: str) -> View:
    """The first page, before anyone is a participant."""
    interface = words(language)
    first = study.protocol.languages[0]
    markdown = study.texts.get(language, study.texts[first])[study.protocol.landing]
    title = in_language(study.protocol.title, language, first)
    return View(
        kind="page",
        page_token=None,
        language=language,
        direction=direction_of(language),
        study_title=title,
        title=title,
        blocks=(TextBlock(nodes=nodes(markdown)),),
        submit=interface["begin"],
        words=interface,
    )


def _code_block(study: Study, code: str, language: str) -> CodeBlock:
    interface = words(language)
    redirect = study.protocol.completion.redirect
    return CodeBlock(
        heading=interface["completion_code" if code == study.protocol.completion.code else "screen_out_code"],
        code=code,
        copy_label=interface["copy"],
        copied_label=interface["copied"],
        redirect=None if redirect is None else redirect.replace("{code}", code),
        redirect_label=None if redirect is None else interface["go_back"],
    )
