"""Parts of which the tests make small studies: pictures, cases, pages, as `study.yaml` and a manifest would say them."""

from __future__ import annotations

from typing import Any

CONDITIONS = [
    {"id": "text", "title": "Text only", "shows": ["answer"]},
    {"id": "images", "title": "Text with images", "shows": ["answer", "references"]},
]
CONTACT = {"name": "A", "email": "a@example.org", "institution": "B", "ethics": "not submitted"}
CONSENT = {
    "kind": "consent",
    "id": "consent",
    "title": "Consent",
    "sheet": "sheet",
    "agreement": "I agree",
    "decline": "No",
}
DEBRIEF = {"kind": "debrief", "id": "debrief", "title": "Thank you"}
CASES = {"kind": "trials", "id": "cases", "title": "Cases"}


def single(name: str, prompt: str, **options: str) -> dict[str, Any]:
    """A question with one answer; the keywords are its options."""
    listed = [{"value": value, "label": label} for value, label in options.items()]
    return {"item": {"type": "single", "id": name, "prompt": prompt, "options": listed}}


def steps(title: str, *ratings: dict[str, Any]) -> list[dict[str, Any]]:
    """A case on two pages: a judgement without the AI, then its answer, a judgement, the keyed question, `ratings`."""
    return [
        {
            "id": "first",
            "title": title,
            "ask": [
                {"item": {"type": "judgement", "id": "first_judgement", "prompt": "What is it?"}},
                {"item": {"type": "confidence", "id": "first_confidence", "prompt": "How sure?"}},
            ],
        },
        {
            "id": "final",
            "title": title,
            "panel": True,
            "ask": [
                {"item": {"type": "judgement", "id": "final_judgement", "prompt": "And now?"}},
                {"item": {"type": "confidence", "id": "final_confidence", "prompt": "How sure now?"}},
                {"item": {"type": "keyed", "id": "keyed"}},
                *ratings,
            ],
        },
    ]


def image(number: int, depicts: str) -> dict[str, Any]:
    """A picture that no file holds."""
    return {
        "file": f"images/{number:016x}.webp",
        "sha256": f"{number:064x}",
        "width": 512,
        "height": 512,
        "depicts": depicts,
        "skin_type": "III",
        "origin": "drawn",
        "licence": "CC0-1.0",
        "source": "Made for this test.",
    }


def case(
    number: int, name: str, *, ai_correct: bool, options: tuple[str, ...], keyed: dict[str, Any]
) -> dict[str, Any]:
    """A case of psoriasis, which a wrong AI takes for eczema; `keyed` is its question without an id."""
    named = "psoriasis" if ai_correct else "eczema"
    return {
        "id": name,
        "photo": image(number, "psoriasis"),
        "truth": "psoriasis",
        "skin_type": "III",
        "answer": {"diagnosis": named, "text": "Words.", "model": "recorded"},
        "ai_correct": ai_correct,
        "references": [image(100 + number, named)],
        "options": list(options),
        "keyed": [{"id": f"keyed_{number}", "key": "a", "rationale": "It said so."} | keyed],
    }


def keyed(prompt: str, *labels: str) -> dict[str, Any]:
    """A keyed question with these options, named a, b and so on."""
    return {"prompt": prompt, "options": [{"id": "abcdef"[n], "label": label} for n, label in enumerate(labels)]}


def stimuli(name: str, diagnoses: dict[str, str], cases: list[dict[str, Any]]) -> dict[str, Any]:
    """A manifest."""
    return {
        "id": name,
        "title": "Made-up cases",
        "purpose": "demonstration",
        "licence": "CC0-1.0",
        "authors": ["A"],
        "made_with": "a test",
        "diagnoses": diagnoses,
        "cases": cases,
    }
