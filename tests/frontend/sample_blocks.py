"""Blocks, items and pictures that sample views are made of."""

from __future__ import annotations

from study_app.flow._views import (
    ItemView,
    Node,
    OptionView,
    PanelBlock,
    PhotoBlock,
    Picture,
    Progress,
    View,
)
from study_app.flow._words import ENGLISH

AGREE = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
SEVEN = ("Strongly disagree", "Disagree", "Somewhat disagree", "Neutral", "Somewhat agree", "Agree", "Strongly agree")
OPT_OUT = OptionView(value="prefer_not", label=ENGLISH["prefer_not"])
STATEMENTS = {
    "understood": "The AI’s answer was easy for me to understand.",
    "why": "I understand why the AI suggested this condition.",
    "explain": "I could explain this condition to a friend after reading the answer.",
    "trust": "I trust the AI’s suggestion for this photo.",
}
SHEET = (
    Node(tag="h2", children=("Who is responsible",)),
    Node(
        tag="p",
        children=(
            "A research group. Write to ",
            Node(tag="a", children=("us",), href="mailto:study@example.org"),
            " with any question.",
        ),
    ),
    Node(tag="h2", children=("What happens with the data",)),
    Node(
        tag="ul",
        children=(Node(tag="li", children=("Answers are stored.",)), Node(tag="li", children=("Names are not.",))),
    ),
)


def options(*labels: str) -> tuple[OptionView, ...]:
    return tuple(OptionView(value=value, label=label) for value, label in enumerate(labels, start=1))


def named(**labels: str) -> tuple[OptionView, ...]:
    return tuple(OptionView(value=value, label=label) for value, label in labels.items())


def likert(item: str, prompt: str, labels: tuple[str, ...] = AGREE) -> ItemView:
    return ItemView(id=item, type="likert", prompt=prompt, required=True, options=options(*labels), opt_out=OPT_OUT)


def confidence(item: str) -> ItemView:
    return ItemView(
        id=item,
        type="confidence",
        prompt="How confident are you?",
        required=True,
        options=tuple(OptionView(value=value, label=str(value)) for value in range(0, 101, 10)),
        ends=("Not at all confident", "Completely confident"),
        opt_out=OPT_OUT,
    )


def picture(
    file: str, key: str, label: str | None = ENGLISH["drawn_label"], alt: str = "Photo of an area of skin"
) -> Picture:
    return Picture(src=f"/images/{file}.png", width=640, height=640, alt=alt, label=label, key=key)


def photo(size: str = "large", *, veil: bool = False) -> PhotoBlock:
    return PhotoBlock(
        heading="Skin photo",
        picture=picture("a1", "photo"),
        size=size,
        veil=ENGLISH["veil"] if veil else None,
        veil_button=ENGLISH["show_photo"] if veil else None,
        skip=ENGLISH["skip_case"] if veil else None,
    )


def panel(*, references: int = 0, compare: str = "none") -> PanelBlock:
    return PanelBlock(
        name="Assistant A",
        note=ENGLISH["recorded_note"],
        heading="Most likely: plaque psoriasis",
        paragraphs=(
            "The photo shows raised, well-defined pink patches with a silvery surface scale. This combination, "
            "together with the sharp border, is typical of plaque psoriasis.",
            "It also considered: eczema, fungal infection.",
            "It is not contagious. If the patches spread, crack or become painful, see a doctor.",
        ),
        references_heading="What plaque psoriasis can look like" if references else None,
        references_note=ENGLISH["references_drawn"] if references else None,
        references=tuple(
            picture(f"b{number}", f"reference_{number}", alt=f"Reference image {number}")
            for number in range(1, references + 1)
        ),
        compare=compare,
    )


def view(name: str, title: str, *blocks: object, case: int | None = None, **more: object) -> View:
    label = "Before the cases" if case is None else f"Case {case} of 12"
    fields: dict[str, object] = {
        "kind": "page",
        "page_token": f"token-{name}",
        "language": "en",
        "direction": "ltr",
        "study_title": "How people understand answers about skin photos",
        "title": title,
        "progress": Progress(label=label, note="About 14 minutes left", share=(case or 0) / 12),
        "mode_note": ENGLISH["test_run"],
        "blocks": blocks,
        "submit": "Continue",
        "withdraw": True,
        "words": ENGLISH,
    }
    return View.model_validate(fields | more)


def end(name: str, title: str, lead: str, *blocks: object) -> View:
    ending = {"kind": "end", "page_token": None, "progress": None, "submit": None, "withdraw": False, "lead": lead}
    return view(name, title, *blocks, **ending)
