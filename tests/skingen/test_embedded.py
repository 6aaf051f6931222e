"""The shipped weights: they load, they fit the repository, and a caption and a seed make one picture."""

import json

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionPipeline
from PIL import Image as Picture

from skingen.base import load_base
from skingen.data import read_picture
from skingen.embedded import (
    drawn_caption,
    embedded_features_path,
    embedded_model_path,
    load_features,
    load_recipe,
)
from skingen.embedded._measures import Measures
from skingen.embedded._report import card
from skingen.generate import Generation, Request, generate
from skingen.renderer import DIAGNOSES, SKIN_TYPES, render

FULL = load_recipe("full")
HERE = embedded_model_path().parent


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def pipe():
    pipe = StableDiffusionPipeline.from_pretrained(embedded_model_path(), safety_checker=None)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def generated(pipe, caption, seed, steps=3):
    generator = torch.Generator().manual_seed(seed)
    made = pipe(caption, generator=generator, num_inference_steps=steps, guidance_scale=2.0, output_type="np").images[0]
    return np.round(255 * made).astype(np.uint8)


def test_a_caption_and_a_seed_make_one_picture(pipe):
    first = generated(pipe, drawn_caption("naevus", "II"), 1)
    assert first.shape == (128, 128, 3)
    assert np.array_equal(first, generated(pipe, drawn_caption("naevus", "II"), 1))
    assert not np.array_equal(first, generated(pipe, drawn_caption("naevus", "II"), 2))
    assert not np.array_equal(first, generated(pipe, drawn_caption("acne", "II"), 1))


def test_the_caption_decides_the_skin_tone(pipe):
    light, dark = (generated(pipe, drawn_caption("clear_skin", kind), 1, steps=8).mean() for kind in ("I", "VI"))
    assert light > dark + 60


def test_it_paints_into_a_photo(tmp_path):
    drawn = render("clear_skin", "II", 300_000, 128, "close").image
    mask = np.zeros((128, 128), dtype=bool)
    mask[40:90, 40:90] = True
    Picture.fromarray(drawn).save(tmp_path / "photo.png")
    Picture.fromarray(mask).save(tmp_path / "mask.png")
    request = Request(
        id="a",
        prompt=drawn_caption("naevus", "II"),
        photo=tmp_path / "photo.png",
        mask=tmp_path / "mask.png",
        seed=1,
    )
    generate([request], Generation(base="embedded", out=tmp_path / "out", steps=4, device="cpu"))
    painted = read_picture(tmp_path / "out" / "a.png")
    assert np.array_equal(painted[~mask], drawn[~mask])
    assert not np.array_equal(painted[mask], drawn[mask])


def test_all_networks_compute_in_single_precision(pipe):
    assert {part.dtype for part in (pipe.unet, pipe.vae, pipe.text_encoder)} == {torch.float32}


def test_it_is_a_base_for_training():
    base = load_base("embedded")
    assert (base.family, base.size, base.factor) == ("sd", 128, 8)


def test_weights_fit_the_repository():
    files = list(embedded_model_path().rglob("*.safetensors"))
    assert len(files) == 3
    assert sum(file.stat().st_size for file in files) < 20e6
    assert embedded_features_path().stat().st_size < 0.7e6


@pytest.mark.parametrize("view", ["close", "setting"])
def test_the_feature_network_names_what_the_renderer_draws(view):
    features = load_features()
    pairs = [(diagnosis, kind) for diagnosis in DIAGNOSES for kind in ("I", "VI")]
    images = np.stack([render(diagnosis, kind, 300_000, 128, view).image for diagnosis, kind in pairs])
    diagnoses = [DIAGNOSES[place] for place in features.diagnosis(images).argmax(axis=1)]
    kinds = [SKIN_TYPES[place] for place in features.skin_type(images).argmax(axis=1)]
    assert np.mean([one == other for one, (other, _) in zip(diagnoses, pairs, strict=True)]) > 0.8
    assert kinds == [kind for _, kind in pairs]
    assert features.vectors(images).shape == (len(pairs), 128)
    assert features.sha256 == FULL.identity("features")


def test_the_feature_network_takes_pictures_of_any_size():
    large = render("melanoma", "III", 300_000, 256).image[None]
    features = load_features()
    assert DIAGNOSES[int(features.diagnosis(large).argmax())] == "melanoma"


def test_card_and_record_are_those_of_the_recipe():
    record = json.loads((HERE / "training.json").read_text("utf-8"))
    assert record["recipe_sha256"] == FULL.sha256()
    measures = Measures.model_validate_json((HERE / "measures.json").read_text("utf-8"))
    assert (embedded_model_path() / "README.md").read_text("utf-8") == card(FULL, measures)
