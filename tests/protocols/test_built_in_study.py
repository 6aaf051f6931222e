"""The built-in study is the one that was designed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

from protocols import Study, check_study, load_study, page_of, plan, sequences, step_of


@cache
def built_in() -> Study:
    return load_study("skingen")


def test_the_linter_finds_nothing() -> None:
    report = check_study("skingen", date(2026, 11, 21))
    assert [str(finding) for finding in report.findings] == []
    assert {row.sequences for row in report.balance} == {1}


def test_each_six_cases_hold_each_skin_type_once_and_two_wrong_answers() -> None:
    for cases in built_in().protocol.design.case_sets.values():
        members = [built_in().stimuli.case(case) for case in cases]
        assert sorted(case.skin_type for case in members) == ["I", "II", "III", "IV", "V", "VI"]
        assert sum(not case.ai_correct for case in members) == 2
        assert all(len(case.options) == 4 and len(case.references) == 4 for case in members)


def test_a_session_has_the_declared_order() -> None:
    pages = plan(built_in(), sequences(built_in().protocol.design)[0], b"seed").pages
    order = list(dict.fromkeys((page.period, page.spec) for page in pages))
    before = [
        *("consent", "screening", "about_you", "about_skin", "about_experience", "propensity", "instructions", "check"),
        *("practice", "practice_pictures", "ready"),
    ]
    explanations = [f"block_explanations{part}" for part in ("", "_more", "_last")]
    block = ["cases", "block_trust", *explanations, "block_load", "block_load_more"]
    assert order == [
        *((None, page) for page in before),
        *((1, page) for page in [*block, "halfway"]),
        *((2, page) for page in block),
        *((None, page) for page in ("usability", "preference", "feedback", "debrief", "debrief_cases")),
    ]


def test_the_first_case_is_the_first_page_that_needs_a_sequence() -> None:
    drawn = plan(built_in(), sequences(built_in().protocol.design)[0], b"seed")
    assert drawn.pages[drawn.allocate_at].id == "p1.t01.first"


def test_a_case_asks_before_and_after_the_answer_and_rates_it_from_memory() -> None:
    steps = built_in().protocol.trial.steps
    assert [step.id for step in steps if step.panel] == ["final"]
    pages = plan(built_in(), sequences(built_in().protocol.design)[0], b"seed")
    asked = {step.id: [item.id for item in pages.page(f"p1.t01.{step.id}").items] for step in steps}
    assert asked == {
        "first": ["first_judgement", "first_confidence"],
        "final": ["final_judgement", "final_confidence"],
        "ratings": ["understood_answer", "understood_why", "could_explain"],
        "trust": ["keyed_question", "trust_answer"],
    }


def test_no_page_asks_more_than_three_questions() -> None:
    pages = plan(built_in(), sequences(built_in().protocol.design)[0], b"seed").pages
    assert max(len(page.items) for page in pages) == 3


def test_three_primary_tests_are_declared_under_holm() -> None:
    analysis = built_in().protocol.analysis
    primary = [hypothesis for hypothesis in analysis.hypotheses if hypothesis.family == "primary"]
    assert [(hypothesis.outcome, hypothesis.contrast) for hypothesis in primary] == [
        ("perceived_comprehension", "condition"),
        ("trust", "condition"),
        ("trust", "condition:ai_correct"),
    ]
    assert analysis.correction == "holm"
    assert all(hypothesis.smallest_effect for hypothesis in analysis.hypotheses)


def test_what_a_participant_reads_gives_no_condition_away() -> None:
    study = built_in()
    read_before = [text for name, text in study.texts["en"].items() if not name.startswith("debrief")]
    shown = " ".join([*read_before, *(str(label) for label in study.protocol.design.labels), str(study.protocol.title)])
    assert "SkinGEN" not in shown
    assert "hypothes" not in shown


def test_consent_says_what_it_must() -> None:
    consent = built_in().texts["en"]["consent"]
    for promise in ("The AI may be wrong", "drawn by a computer program", "12 cases", "stop on every page"):
        assert promise in consent


def test_the_debrief_tells_how_many_answers_were_wrong() -> None:
    wrong = Counter(case.ai_correct for case in built_in().stimuli.cases if case.id != "case-q5")[False]
    assert wrong == 4
    assert "two of the six answers were wrong" in built_in().texts["en"]["debrief"]


def test_texts_name_the_same_day_contact_and_length_as_the_protocol() -> None:
    study = built_in()
    texts = study.texts["en"]
    assert f"{study.protocol.retention:%d %B %Y}" in texts["information_sheet"]
    assert study.protocol.contact.email in texts["information_sheet"]
    assert study.protocol.contact.email in texts["debrief"]
    pages = plan(study, sequences(study.protocol.design)[0], b"seed").pages
    minutes = sum((step_of(study, page) or page_of(study, page)).minutes or 0 for page in pages)
    assert 27 < minutes < 33
    assert all("about 30 minutes" in texts[name] for name in ("landing", "consent"))
