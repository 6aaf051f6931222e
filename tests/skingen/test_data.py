import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from skingen.data import (
    ImageFolderError,
    LabelledPicture,
    PictureError,
    caption,
    fitted,
    load_image_folder,
    png,
    read_mask,
    read_picture,
)

LINE = {"file_name": "a.png", "caption": "a mole", "diagnosis": "naevus", "skin_type": "II", "split": "train"}


def folder_of(path: Path, *lines: dict[str, object] | str, files: tuple[str, ...] = ("a.png", "b.png")) -> Path:
    for number, name in enumerate(files):
        Image.new("RGB", (8, 8), (number, 0, 0)).save(path / name)
    text = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (path / "metadata.jsonl").write_text("\n".join(text))
    return path


def test_labels_are_read_and_other_columns_left_alone(tmp_path):
    folder = load_image_folder(
        folder_of(tmp_path, LINE | {"camera": "phone"}, "", LINE | {"file_name": "b.png", "split": "test"})
    )
    assert [picture.file_name for picture in folder.pictures] == ["a.png", "b.png"]
    assert [picture.file_name for picture in folder.chosen("test")] == ["b.png"]
    assert folder.chosen("train", ["melanoma"]) == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({key: value for key, value in LINE.items() if key != "caption"}, "line 2: the caption is absent"),
        (LINE | {"caption": "  "}, "line 2: the caption is absent"),
        (LINE | {"skin_type": "VII"}, "line 2: skin_type: "),
        (LINE | {"split": "trial"}, "line 2: split: "),
        ("{", "line 2: Invalid JSON"),
        (LINE, "line 2: a.png has a line already"),
        (LINE | {"file_name": "c.png"}, "line 2: there is no file c.png"),
        (LINE | {"file_name": "b.png", "mask": "../x.png"}, "line 2: ../x.png lies outside the folder"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, line, words):
    with pytest.raises(ImageFolderError, match=words):
        load_image_folder(folder_of(tmp_path, LINE, line))


def test_a_folder_without_labels_is_refused(tmp_path):
    with pytest.raises(ImageFolderError, match=r"no readable metadata\.jsonl"):
        load_image_folder(tmp_path)
    (tmp_path / "metadata.jsonl").write_text("\n")
    with pytest.raises(ImageFolderError, match="names no picture"):
        load_image_folder(tmp_path)


def test_the_digest_knows_bytes_and_labels_but_no_order(tmp_path):
    folder = load_image_folder(folder_of(tmp_path, LINE, LINE | {"file_name": "b.png"}))
    digest = folder.digest(folder.pictures)
    assert folder.digest(folder.pictures[::-1]) == digest
    relabelled = folder.pictures[0].model_copy(update={"caption": "a lentigo"})
    assert folder.digest((relabelled, folder.pictures[1])) != digest
    Image.new("RGB", (8, 8), (9, 9, 9)).save(tmp_path / "b.png")
    assert folder.digest(folder.pictures) != digest


def test_a_caption_says_as_much_as_its_style():
    picture = LabelledPicture(
        file_name="a.png",
        caption="own words",
        diagnosis="plaque_psoriasis",
        skin_type="V",
        features="red plaques with silvery scale",
    )
    assert [caption(picture, style) for style in ("own", "name", "features", "tone")] == [
        "own words",
        "plaque psoriasis",
        "plaque psoriasis, red plaques with silvery scale",
        "plaque psoriasis, red plaques with silvery scale, brown skin",
    ]


def test_a_photo_is_read_upright_and_loses_its_metadata(tmp_path):
    pixels = np.zeros((4, 6, 3), np.uint8)
    pixels[:, :2] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise to see it upright
    Image.fromarray(pixels).save(tmp_path / "a.png", exif=exif)
    read = read_picture(tmp_path / "a.png")
    assert read.shape == (6, 4, 3)
    assert (read[:2] == 255).all()
    assert not read[2:].any()


def test_an_unreadable_picture_is_named(tmp_path):
    Image.new("RGB", (64, 64)).save(tmp_path / "whole.jpg")
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "whole.jpg").read_bytes()[:400])
    (tmp_path / "text.png").write_text("no picture")
    for name in ("cut.jpg", "text.png"):
        with pytest.raises(PictureError, match=f"{name} is no readable picture"):
            read_picture(tmp_path / name)
    with pytest.raises(PictureError, match=r"no picture .*absent\.png"):
        read_mask(tmp_path / "absent.png")


def test_the_middle_of_a_picture_is_kept(tmp_path):
    pixels = np.zeros((4, 12, 3), np.uint8)
    pixels[:, 4:8] = 200
    assert (fitted(pixels, 4, 4) == 200).all()
    assert fitted(pixels, 12, 4) is pixels


def test_a_png_carries_words_and_the_same_pixels(tmp_path):
    pixels = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    written = png(pixels, {"Description": "drawn – not a photo"})
    assert written == png(pixels, {"Description": "drawn – not a photo"})
    (tmp_path / "a.png").write_bytes(written)
    assert np.array_equal(read_picture(tmp_path / "a.png"), pixels)
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.text == {"Description": "drawn – not a photo"}
