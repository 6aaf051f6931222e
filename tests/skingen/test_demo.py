import collections
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture

import protocols
from protocols import StimulusSet, sha256_of
from skingen.demo import build_demo, neighbours, written_set
from skingen.demo.__main__ import main
from skingen.renderer import SKIN_TYPES, render

BUILT = Path(protocols.__file__).parent / "skingen" / "stimuli"
PLACES = re.compile(r"images/[0-9a-f]{16}\.webp")
PIXELS = {"file", "sha256", "width", "height", "sizes"}


@pytest.fixture(scope="module")
def stimuli():
    return StimulusSet.model_validate_json((BUILT / "manifest.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    return folder, build_demo(folder, size=48)


def halves():
    written = written_set()
    return written.case_set("one"), written.case_set("two")


def english(text):
    return text["en"]


def without_pixels(stimuli):
    def blank(image):
        return image.model_dump(exclude=PIXELS)

    return [
        (case.model_dump(exclude={"photo", "references"}), blank(case.photo), [blank(i) for i in case.references])
        for case in stimuli.cases
    ]


def test_two_builds_give_the_same_bytes(small, tmp_path):
    folder, _ = small
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "left_over.webp").write_bytes(b"of an earlier build")
    build_demo(tmp_path, size=48)
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert all((folder / file).read_bytes() == (tmp_path / file).read_bytes() for file in files)


def test_the_built_set_is_what_the_code_builds(stimuli, small):
    assert without_pixels(stimuli) == without_pixels(small[1])
    assert stimuli.model_dump(exclude={"cases"}) == small[1].model_dump(exclude={"cases"})


def test_a_built_picture_is_what_the_renderer_draws(stimuli):
    photo = stimuli.cases[0].photo
    shown = np.asarray(Picture.open(BUILT / photo.file), dtype=float)
    drawn = render(photo.depicts, photo.skin_type, photo.seed, photo.width).image
    assert np.abs(shown - drawn).mean() < 4.0


def test_files_are_named_hashed_and_bounded(stimuli):
    images = stimuli.images()
    assert {path.relative_to(BUILT).as_posix() for path in BUILT.rglob("*") if path.is_file()} == {
        "manifest.json",
        *stimuli.files(),
    }
    for image in images:
        assert PLACES.fullmatch(image.file)
        assert image.file == f"images/{image.sha256[:16]}.webp"
        assert image.sha256 == sha256_of(BUILT / image.file)
        with Picture.open(BUILT / image.file) as picture:
            assert picture.size == (image.width, image.height) == (512, 512)
            assert not {"exif", "icc_profile", "xmp"} & set(picture.info)
    assert sum((BUILT / file).stat().st_size for file in stimuli.files()) < 4_000_000


def test_every_picture_has_a_smaller_version_of_the_same(stimuli):
    for image in stimuli.images():
        (smaller,) = image.sizes
        assert smaller.file == f"images/{smaller.sha256[:16]}.webp"
        assert smaller.sha256 == sha256_of(BUILT / smaller.file)
        with Picture.open(BUILT / smaller.file) as little, Picture.open(BUILT / image.file) as large:
            assert little.size == (smaller.width, smaller.width) == (256, 256)
            shrunk = np.asarray(large.resize(little.size), dtype=float)
            assert np.abs(np.asarray(little, dtype=float) - shrunk).mean() < 4.0


def test_no_picture_serves_twice(stimuli):
    assert len(stimuli.images()) == 5 * len(stimuli.cases)


def test_references_show_what_the_ai_named_on_this_and_neighbouring_skin(stimuli):
    for case in stimuli.cases:
        assert case.photo.depicts == case.truth
        assert case.photo.skin_type == case.skin_type
        assert {image.depicts for image in case.references} == {case.answer.diagnosis}
        assert [image.skin_type for image in case.references] == [case.skin_type] * 2 + list(neighbours(case.skin_type))
        assert all(image.origin == "drawn" and "not a photograph" in image.source for image in case.references)


def test_each_half_holds_each_skin_type_once_and_two_wrong_answers():
    wrong_types = []
    for half in halves():
        assert sorted(case.skin_type for case in half) == sorted(SKIN_TYPES)
        wrong = [case for case in half if case.truth != case.answer.diagnosis]
        assert len(wrong) == 2
        wrong_types.append({case.skin_type for case in wrong})
    assert not wrong_types[0] & wrong_types[1]


def test_all_ten_diagnoses_occur_and_practice_is_right():
    one, two = halves()
    assert len({case.truth for case in one + two}) == 10
    (practice,) = written_set().case_set("practice")
    assert practice.truth == practice.answer.diagnosis


def test_one_miss_is_dangerous_and_one_alarm_is_false():
    one, two = halves()
    mistakes = {(case.truth, case.answer.diagnosis) for case in one + two if case.truth != case.answer.diagnosis}
    assert {("melanoma", "naevus"), ("naevus", "melanoma")} <= mistakes


def test_positions_give_nothing_away():
    one, two = halves()
    for position in (
        lambda case: case.options.index(case.truth),
        lambda case: case.options.index(case.answer.diagnosis),
        lambda case: list(case.question.options).index(case.question.key),
    ):
        assert collections.Counter(map(position, one + two)) == {0: 3, 1: 3, 2: 3, 3: 3}


def test_options_and_alternatives_are_known_diagnoses(stimuli):
    for case in stimuli.cases:
        assert len(set(case.options)) == 4
        assert {case.truth, case.answer.diagnosis} <= set(case.options)
        assert case.answer.diagnosis not in case.answer.alternatives
        assert set(case.options) | set(case.answer.alternatives) <= set(stimuli.diagnoses)
        assert case.ai_correct == (case.truth == case.answer.diagnosis)


def test_ids_are_opaque(stimuli):
    assert all(re.fullmatch(r"case-[a-z]\d", case.id) for case in stimuli.cases)
    assert [case.id for case in stimuli.cases] == sorted(case.id for case in stimuli.cases)


def test_answers_are_short_and_never_speak_of_pictures(stimuli):
    for case in stimuli.cases:
        said = f"{english(case.answer.text)} {english(case.answer.advice)}"
        assert 55 <= len(said.split()) <= 90
        assert 2 <= english(case.answer.text).strip().count("\n\n") + 2 <= 3
        assert not re.search(r"\b(image|picture|photo|illustration)", said, re.IGNORECASE)
        assert not {"correct", "wrong"} & set(said.lower().split())


def test_wrong_answers_are_as_long_as_right_ones(stimuli):
    lengths = collections.defaultdict(list)
    for case in stimuli.cases:
        lengths[case.ai_correct].append(len(f"{english(case.answer.text)} {english(case.answer.advice)}".split()))
    assert abs(np.mean(lengths[True]) - np.mean(lengths[False])) < 5


def test_a_keyed_question_cannot_be_read_off_the_panel(stimuli):
    for case in stimuli.cases:
        (question,) = case.keyed
        assert len(question.options) == 4
        assert question.key in {option.id for option in question.options}
        assert question.rationale
        panel = re.sub(r"\W+", " ", f"{english(case.answer.text)} {english(case.answer.advice)}".lower())
        for option in question.options:
            words = re.sub(r"\W+", " ", english(option.label).lower()).split()
            runs = (" ".join(words[i : i + 4]) for i in range(len(words) - 3))
            assert not any(run in panel for run in runs)


def test_the_key_is_not_the_longest_option_throughout(stimuli):
    longest = [
        max(case.keyed[0].options, key=lambda option: len(english(option.label))).id == case.keyed[0].key
        for case in stimuli.cases
    ]
    assert sum(longest) <= len(longest) // 2


def test_the_command_explains_its_use(capsys):
    assert main([]) == 2
    assert "FOLDER" in capsys.readouterr().err
