"""Answers of models are kept word for word, understood only where they can be, and never asked for twice."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from skingen.data import load_image_folder
from skingen.diagnose import (
    Asking,
    DiagnosisError,
    Said,
    answer_outcomes,
    diagnose,
    load_opinions,
    load_speaker,
    parse,
    prompt_text,
)

NAMES = {"melanoma": "Melanoma (a skin cancer)", "naevus": "Mole (naevus)"}


def said(text: str, *tokens: tuple[str, float]) -> Said:
    return Said(text, tokens or None, None)


@pytest.mark.parametrize("named", ["naevus", "Naevus", "NAEVUS", "Mole (naevus)", "mole naevus", " Mole-(Naevus) "])
def test_a_diagnosis_is_known_by_key_and_by_name(named: str) -> None:
    assert parse(said(json.dumps({"diagnosis": named})), NAMES)["diagnosis"] == "naevus"


@pytest.mark.parametrize(
    "text",
    [
        'Sure:\n```json\n{"diagnosis": "naevus"}\n```',
        '{"thought": {"of": []}} {"diagnosis": "naevus"}',
        '{broken {"diagnosis": "naevus"} and more',
    ],
)
def test_the_answer_is_found_wherever_it_stands(text: str) -> None:
    assert parse(said(text), NAMES)["diagnosis"] == "naevus"


@pytest.mark.parametrize("text", ["", "naevus", '{"diagnosis": 3}', '{"diagnosis": "naevus"', "[1]", "{" * 5000])
def test_what_cannot_be_understood_is_said_to_be_so(text: str) -> None:
    assert parse(said(text), NAMES) == {"state": "not_parsed"}


def test_a_diagnosis_that_was_not_offered_is_none() -> None:
    assert parse(said('{"diagnosis": "wart"}'), NAMES) == {"state": "unknown_diagnosis"}


def test_alternatives_are_known_ones_without_the_answer_itself() -> None:
    text = json.dumps({"diagnosis": "naevus", "alternatives": ["wart", "naevus", "MELANOMA", "melanoma", 7]})
    assert parse(said(text), NAMES)["alternatives"] == ("melanoma",)


def test_confidence_is_the_probability_of_the_tokens_that_name_the_diagnosis() -> None:
    tokens = [('{"diag', -5.0), ('nosis": "', -5.0), ("nae", math.log(0.5)), ("vus", math.log(0.8)), ('"}', -5.0)]
    found = parse(said('{"diagnosis": "naevus"}', *tokens), NAMES)
    assert found["confidence"] == pytest.approx(0.4)
    assert parse(said('{"diagnosis": "naevus"}'), NAMES)["confidence"] is None


def test_the_prompt_names_every_diagnosis_and_a_bad_template_is_one_sentence(tmp_path: Path) -> None:
    text = prompt_text(Asking(model="any").prompt, NAMES)
    assert all(f"- {key}: {name}" in text for key, name in NAMES.items())
    file = tmp_path / "mine.j2"
    file.write_text("{{ absent }}")
    with pytest.raises(DiagnosisError, match=r"The prompt .*mine\.j2 cannot be used: 'absent' is undefined\."):
        prompt_text(file, NAMES)


class Server:
    """A server in this process that answers as it is told to."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[dict[str, Any]] = []
        self.answer: Callable[[int], tuple[int, bytes]] = lambda _: (200, completion('{"diagnosis": "naevus"}'))


def completion(text: str, **fields: Any) -> bytes:
    tokens = [{"token": letter, "logprob": -0.01} for letter in text]
    choice = {"message": {"content": text}, "logprobs": {"content": tokens}}
    return json.dumps({"choices": [choice], "system_fingerprint": "fp-1"} | fields).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.asked.append(body | {"path": self.path, "key": self.headers["Authorization"]})
            status, content = told.answer(len(told.asked))
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as running:
        told = Server(f"http://127.0.0.1:{running.server_port}/v1")
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield told
        running.shutdown()
        thread.join()


@pytest.fixture
def ask(server: Server, noise_folder: Path, tmp_path: Path) -> Callable[..., Any]:
    folder = load_image_folder(noise_folder)

    def run(count: int = 4, **settings: Any) -> Any:
        asking = Asking(model="tiny", endpoint=server.address, **settings)
        return diagnose(folder, folder.pictures[:count], NAMES, asking, tmp_path / "answers.jsonl")

    return run


def test_a_server_is_asked_with_picture_prompt_and_settings(
    server: Server, ask: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret-word")
    ask(1, temperature=0.3, seed=7, max_tokens=50)
    body = server.asked[0]
    assert (body["path"], body["key"]) == ("/v1/chat/completions", "Bearer secret-word")
    assert (body["model"], body["temperature"], body["seed"], body["max_tokens"]) == ("tiny", 0.3, 7, 50)
    picture, text = body["messages"][0]["content"]
    assert picture["image_url"]["url"].startswith("data:image/png;base64,")
    assert "- melanoma: Melanoma" in text["text"]
    opinion = load_opinions(tmp_path / "answers.jsonl")[0]
    assert (opinion.diagnosis, opinion.revision, opinion.temperature, opinion.seed) == ("naevus", "fp-1", 0.3, 7)
    assert opinion.raw == '{"diagnosis": "naevus"}'
    assert opinion.confidence == pytest.approx(math.exp(-0.06))
    assert "secret-word" not in (tmp_path / "answers.jsonl").read_text()


def test_a_run_that_ended_goes_on_and_nothing_is_asked_twice(
    server: Server, ask: Callable[..., Any], tmp_path: Path
) -> None:
    good = server.answer
    server.answer = lambda number: good(number) if number < 3 else (500, b"out of memory")
    with pytest.raises(DiagnosisError, match="refused with status 500: out of memory"):
        ask()
    file = tmp_path / "answers.jsonl"
    assert [opinion.file_name for opinion in load_opinions(file)] == ["0.png", "1.png"]
    with file.open("a") as broken:
        broken.write('{"file_name": "2.p')
    server.answer = good
    assert (done := ask()).asked == 2
    assert (done.there, done.not_parsed) == (2, 0)
    assert [opinion.file_name for opinion in load_opinions(file)] == ["0.png", "1.png", "2.png", "3.png"]
    asked = len(server.asked)
    assert ask().asked == 0
    assert len(server.asked) == asked


def test_answers_of_other_settings_are_not_mixed(ask: Callable[..., Any]) -> None:
    ask(2)
    with pytest.raises(DiagnosisError, match=r"holds another answer about 0\.png; name another file"):
        ask(2, temperature=0.5)


def test_noise_is_kept_and_counted(server: Server, ask: Callable[..., Any], tmp_path: Path) -> None:
    server.answer = lambda _: (200, completion("skin skin photo"))
    assert ask(2).not_parsed == 2
    opinion = load_opinions(tmp_path / "answers.jsonl")[0]
    assert (opinion.state, opinion.diagnosis, opinion.raw) == ("not_parsed", None, "skin skin photo")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html>", "does not answer with JSON"),
        (b'{"choices": []}', "as an OpenAI-compatible server does"),
        (b"[]", "as an"),
    ],
)
def test_a_server_of_another_kind_is_one_sentence(
    server: Server, ask: Callable[..., Any], content: bytes, reason: str
) -> None:
    server.answer = lambda _: (200, content)
    with pytest.raises(DiagnosisError, match=reason):
        ask(1)


def test_a_server_that_is_not_there_is_one_sentence(noise_folder: Path, tmp_path: Path) -> None:
    folder = load_image_folder(noise_folder)
    asking = Asking(model="tiny", endpoint="http://127.0.0.1:9/v1")
    with pytest.raises(DiagnosisError, match="gives no answer"):
        diagnose(folder, folder.pictures[:1], NAMES, asking, tmp_path / "answers.jsonl")
    with pytest.raises(DiagnosisError, match="is no address of a server"):
        load_speaker(Asking(model="tiny", endpoint="file:///etc/hosts"))


def test_a_line_that_is_no_answer_is_named(tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_text("{}\n{}\n")
    with pytest.raises(DiagnosisError, match="line 1 is no answer of a model"):
        load_opinions(tmp_path / "answers.jsonl")


def test_outcomes_hold_answers_against_labels(
    server: Server, ask: Callable[..., Any], noise_folder: Path, tmp_path: Path
) -> None:
    answers = [
        {"diagnosis": "naevus", "alternatives": ["melanoma"]},
        {"diagnosis": "naevus"},
        {"diagnosis": "wart"},
    ]
    server.answer = lambda number: (200, completion(json.dumps(answers[number - 1])))
    ask(3)
    outcomes = answer_outcomes(load_image_folder(noise_folder).pictures, load_opinions(tmp_path / "answers.jsonl"))
    assert [(row.truth, row.parsed, row.top_1, row.top_3) for row in outcomes] == [
        ("melanoma", True, False, True),
        ("naevus", True, True, True),
        ("melanoma", False, False, False),
    ]


def test_the_command_scores_by_diagnosis_and_skin_type(server: Server, noise_folder: Path, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from study_app.cli import app

    call = ["diagnose", str(noise_folder), "--model", "tiny", "--endpoint", server.address]
    said = CliRunner().invoke(app, [*call, "--out", str(tmp_path / "a.jsonl"), "--json"])
    found = json.loads(said.stdout)
    scores = {(row["factor"], row["level"]): row for row in found["scores"]}
    assert (found["asked"], found["not_parsed"]) == (18, 0)
    assert [scores[key]["top_1"] for key in (("all", "all"), ("truth", "melanoma"), ("truth", "naevus"))] == [0.5, 0, 1]
    assert scores["skin_type", "V"]["n"] == 9
    assert 0 < scores["truth", "melanoma"]["top_1_high"] < 0.5
    assert found["calibration"]["n"] == 18
    table = CliRunner().invoke(app, [*call, "--out", str(tmp_path / "a.jsonl")]).stdout
    assert "0 pictures asked about, 18 were there, 0 answers not parsed" in table.replace("\n", " ")
