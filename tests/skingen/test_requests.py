import json

import pytest

from skingen.generate import GenerationError, Shard, load_requests

LINE = {"id": "one", "prompt": "a mole", "seed": 1}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"id": "two", "seed": 1}, "line 2: prompt: Field required"),
        (LINE | {"id": "../two"}, "line 2: id: "),
        (LINE | {"id": "two", "sead": 2}, "line 2: sead: "),
        (LINE | {"id": "two", "photo": "a.png"}, "line 2: Value error, a photo needs a mask"),
        (LINE, "line 2: the id one has a line already"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, line, words):
    (tmp_path / "asked.jsonl").write_text(f"{json.dumps(LINE)}\n{json.dumps(line)}\n")
    with pytest.raises(GenerationError, match=words):
        load_requests(tmp_path / "asked.jsonl")


def test_paths_are_relative_to_the_file(tmp_path):
    line = LINE | {"photo": "photo.png", "mask": "masks/photo.png"}
    (tmp_path / "asked.jsonl").write_text(json.dumps(line))
    request = load_requests(tmp_path / "asked.jsonl")[0]
    assert (request.photo, request.mask) == (tmp_path / "photo.png", tmp_path / "masks" / "photo.png")


@pytest.mark.parametrize("text", ["0/2", "3/2", "2", "1/x"])
def test_a_shard_that_is_none_is_refused(text):
    with pytest.raises(GenerationError, match="write 2/4"):
        Shard.parse(text)
    assert Shard.parse("2/4") == Shard(2, 4)
