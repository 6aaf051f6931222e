"""Views of every block and item type, as a session might show them one after the other."""

from __future__ import annotations

from study_app.flow._views import (
    Choice,
    CodeBlock,
    DetailsBlock,
    ItemsBlock,
    ItemView,
    Node,
    Notice,
    OptionView,
    RevealBlock,
    RevealedCase,
    TextBlock,
    View,
)
from study_app.flow._words import ENGLISH
from tests.frontend.sample_blocks import (
    OPT_OUT,
    SEVEN,
    SHEET,
    STATEMENTS,
    confidence,
    end,
    likert,
    named,
    panel,
    photo,
    picture,
    view,
)


def consent() -> View:
    summary = (
        Node(tag="h2", children=("What you will do",)),
        Node(
            tag="ul",
            children=(
                Node(tag="li", children=("Look at ", Node(tag="strong", children=("12 cases",)), ".")),
                Node(tag="li", children=("It takes about 15 minutes.",)),
            ),
        ),
        Node(tag="h2", children=("Please know",)),
        Node(
            tag="ul",
            children=(
                Node(tag="li", children=("Some photos show skin disease. You choose when each photo appears.",)),
                Node(tag="li", children=("The AI answers may be wrong. This is not medical advice.",)),
            ),
        ),
    )
    statement = "I am 18 or older, I have read the information and I agree to take part."
    agreement = ItemView(
        id="agreement",
        type="agreement",
        prompt=statement,
        required=True,
        options=(OptionView(value="agreed", label=statement),),
    )
    return view(
        "consent",
        "Before you start",
        TextBlock(nodes=summary, framed=True),
        DetailsBlock(
            summary="Full information sheet, data protection and contact",
            nodes=SHEET,
            download_label="Download",
            download_name="study-information.txt",
        ),
        ItemsBlock(items=(agreement,)),
        submit="Start the study",
        decline=Choice(label="I do not want to take part", value="decline"),
        withdraw=False,
        lead="You are invited to a study on how people understand answers from an AI assistant about skin photos.",
    )


def about_you() -> View:
    return view(
        "about_you",
        "About you",
        ItemsBlock(
            items=(
                ItemView(
                    id="age",
                    type="number",
                    prompt="How old are you?",
                    required=True,
                    minimum=18,
                    maximum=120,
                    integer=True,
                    unit="years",
                    opt_out=OPT_OUT,
                ),
                ItemView(
                    id="device",
                    type="single",
                    prompt="Which device are you using?",
                    required=True,
                    options=named(phone="Phone", tablet="Tablet", computer="Laptop or desktop computer"),
                    opt_out=OPT_OUT,
                ),
                ItemView(
                    id="seen",
                    type="multiple",
                    prompt="Which of these have you used?",
                    help="Choose all that apply.",
                    required=True,
                    options=named(search="A search engine", chat="An AI chat assistant", app="A skin app", none="None"),
                    opt_out=OPT_OUT,
                ),
                ItemView(
                    id="which",
                    type="text",
                    prompt="Which skin app was it?",
                    required=True,
                    max_length=80,
                    show_if=("seen", ("app",)),
                ),
            )
        ),
    )


def judgement() -> View:
    diagnoses = named(
        psoriasis="Plaque psoriasis",
        eczema="Atopic eczema",
        ringworm="Ringworm (a fungal infection)",
        rosacea="Rosacea",
    )
    return view(
        "judgement",
        "What do you think this is?",
        photo(veil=True),
        ItemsBlock(
            items=(
                ItemView(
                    id="first_judgement",
                    type="single",
                    prompt="What is it most likely?",
                    required=True,
                    options=diagnoses,
                ),
                confidence("first_confidence"),
            )
        ),
        case=3,
        lead="Look at the photo and choose what seems most likely. A guess is fine.",
    )


def trial(*, references: int = 4, compare: str = "none") -> View:
    return view(
        f"trial_{references}",
        "Read the AI’s answer, then tell us what you think",
        photo(),
        panel(references=references, compare=compare),
        ItemsBlock(
            heading="Your view of this answer",
            lead="How much do you agree or disagree with each statement?",
            items=tuple(likert(item, prompt) for item, prompt in STATEMENTS.items()),
        ),
        case=3,
        lead="Imagine you took this photo and asked the AI assistant about it.",
        preload=(picture("b1", "photo"),),
    )


def compared() -> View:
    return trial(compare="side_by_side")


def slid() -> View:
    return trial(compare="slider")


def rating() -> View:
    return view(
        "rating",
        "Your ratings",
        photo("thumbnail"),
        ItemsBlock(
            heading="About the answer",
            items=(
                likert("satisfied", "I am satisfied with the explanation.", SEVEN),
                ItemView(
                    id="mental_demand",
                    type="likert",
                    prompt="How mentally demanding was it?",
                    required=True,
                    options=tuple(OptionView(value=value, label=str(value)) for value in range(1, 22)),
                    ends=("Very low", "Very high"),
                    opt_out=OPT_OUT,
                ),
                confidence("second_confidence"),
            ),
        ),
        case=3,
    )


def practice() -> View:
    return view(
        "practice",
        "Try one case",
        photo(),
        panel().model_copy(update={"caption": "Kind of answer 1 of 2"}),
        panel(references=4).model_copy(update={"caption": "Kind of answer 2 of 2"}),
        ItemsBlock(items=(likert("practice_trust", "I trust the AI’s suggestion for this photo."),)),
    )


def check() -> View:
    return view(
        "check",
        "A short check",
        TextBlock(nodes=(Node(tag="p", children=("Two questions about the instructions.",)),)),
        ItemsBlock(
            items=(
                ItemView(
                    id="check_advice",
                    type="single",
                    prompt="Are the AI’s answers medical advice?",
                    required=True,
                    options=named(yes="Yes", no="No"),
                    wrong=ENGLISH["try_again"],
                ),
            )
        ),
        notice=Notice(tone="problem", text="One answer was not right."),
    )


def comment() -> View:
    return view(
        "comment",
        "Anything else?",
        ItemsBlock(
            items=(
                ItemView(
                    id="comment",
                    type="text",
                    prompt="Is there anything you want to tell us?",
                    required=False,
                    max_length=500,
                    long=True,
                    opt_out=OPT_OUT,
                ),
            )
        ),
        case=12,
    )


def debrief() -> View:
    cases = tuple(
        RevealedCase(
            number=number,
            picture=picture(f"a{number}", f"case_{number}"),
            answer="Assistant A named: Plaque psoriasis",
            truth="It was drawn as: " + ("Plaque psoriasis" if right else "Atopic eczema"),
            verdict=ENGLISH["reveal_right" if right else "reveal_wrong"],
            right=right,
            reference=picture(f"b{number}", f"truth_{number}") if number == 2 else None,
            captions=("What you saw", "Atopic eczema in another picture") if number == 2 else None,
            veil_button=ENGLISH["show_photo"] if number == 2 else None,
        )
        for number, right in enumerate((True, False, True), start=1)
    )
    text = TextBlock(nodes=(Node(tag="p", children=("Some of the answers were wrong on purpose.",)),))
    return view(
        "debrief",
        "What this study was about",
        text,
        RevealBlock(heading=ENGLISH["reveal_heading"], summary="Wrong answers of the AI: 1 of 3", cases=cases),
    )


def completed() -> View:
    code = CodeBlock(
        heading=ENGLISH["completion_code"],
        code="SKIN-7F3A-21",
        copy_label=ENGLISH["copy"],
        copied_label=ENGLISH["copied"],
        redirect="https://example.org/return?cc=SKIN",
        redirect_label=ENGLISH["go_back"],
    )
    return end("completed", ENGLISH["completed_title"], ENGLISH["completed_text"], code)


SESSION = (consent, about_you, check, practice, judgement, trial, rating, comment, debrief, completed)
"""A whole session, page after page."""
