"""How the embedded model is trained: every stage runs, and a run that is killed loses nothing."""

import json

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from skingen.embedded import CheckpointError, Recipe, drawn_caption, load_recipe, make_embedded_model
from skingen.embedded.__main__ import main
from skingen.embedded._autoencoder import decoded, encoded, new_autoencoder, scaled, standardize
from skingen.embedded._denoiser import Denoiser
from skingen.embedded._make import _Run
from skingen.embedded._pictures import PAIRS, draw_pictures, load_pictures
from skingen.embedded._words import caption_words, new_tokenizer
from skingen.renderer import DIAGNOSES, SKIN_TYPES, render

TINY = load_recipe("tiny")


class Killed(Exception):
    pass


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cache")
    for part, view in (("training", "close"), ("training", "setting"), ("held_out", "close")):
        assert list(draw_pictures(TINY.pictures, part, view, folder / "pictures")) == [1]
    return folder


@pytest.fixture(scope="module")
def made(cache, tmp_path_factory):
    return make_embedded_model(TINY, cache, tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def pictures(cache):
    return load_pictures(TINY.pictures, "training", "close", cache / "pictures")


def test_a_run_killed_in_every_stage_gives_the_same_bytes(cache, made, tmp_path):
    (tmp_path / "pictures").symlink_to(cache / "pictures")
    kills = [("features", 2), ("autoencoder", 4), ("refinement", 2), ("denoiser", 2), ("denoiser", 4)]

    def watch(stage, done, goal):
        if kills and (stage, done) == kills[0]:
            kills.pop(0)
            raise Killed

    for _ in range(len(kills)):
        with pytest.raises(Killed):
            make_embedded_model(TINY, tmp_path, tmp_path / "out", watch)
    resumed = make_embedded_model(TINY, tmp_path, tmp_path / "out", watch)
    files = [path.relative_to(made.model.parent) for path in made.model.parent.rglob("*") if path.is_file()]
    assert len(files) == 12
    for file in files:
        assert (resumed.model.parent / file).read_bytes() == (made.model.parent / file).read_bytes(), file


def test_the_record_says_what_was_done(made):
    record = json.loads(made.record.read_text("utf-8"))
    assert record["recipe_sha256"] == TINY.sha256()
    assert {stage: len(losses) for stage, losses in record["losses"].items()} == {
        "features": 5,
        "autoencoder": 5,
        "refinement": 5,
        "denoiser": 5,
    }
    assert record["versions"]["torch"] == torch.__version__


def test_a_checkpoint_of_another_recipe_is_refused(cache, made, tmp_path):
    with pytest.raises(CheckpointError, match=r"features\.checkpoint belongs to another recipe"):
        make_embedded_model(changed("features", batch=3), cache, tmp_path)
    assert not list(tmp_path.iterdir())


def changed(stage, **settings):
    return TINY.model_copy(update={stage: getattr(TINY, stage).model_copy(update=settings)})


def test_an_identity_names_what_decides_the_course_of_a_stage():
    assert changed("denoiser", batch=3).identity("autoencoder") == TINY.identity("autoencoder")
    assert changed("denoiser", batch=3).identity("denoiser") != TINY.identity("denoiser")
    assert changed("autoencoder", batch=3).identity("denoiser") != TINY.identity("denoiser")
    assert changed("autoencoder", batch=3).identity("features") == TINY.identity("features")
    assert changed("autoencoder", steps=6).identity("autoencoder") != TINY.identity("autoencoder")
    assert changed("denoiser", steps=6).sha256() != TINY.sha256()


def test_a_training_of_constant_step_size_can_be_taken_further(cache, made, tmp_path):
    for file in ("pictures", "features.checkpoint", "autoencoder.checkpoint", "refinement.checkpoint"):
        (tmp_path / file).symlink_to(cache / file)
    make_embedded_model(changed("denoiser", steps=3), tmp_path, tmp_path / "short")
    further = make_embedded_model(TINY, tmp_path, tmp_path / "further")
    unet = "unet/diffusion_pytorch_model.safetensors"
    assert (further.model / unet).read_bytes() == (made.model / unet).read_bytes()
    assert (tmp_path / "short" / "model" / unet).read_bytes() != (made.model / unet).read_bytes()


def test_the_denoiser_never_sees_what_it_is_to_learn_without(cache, tmp_path):
    others = [diagnosis for diagnosis in DIAGNOSES if diagnosis != "naevus"]
    vae = new_autoencoder(TINY).requires_grad_(False)

    def learnt_with_darker(diagnoses, place):
        (tmp_path / place / "pictures").mkdir(parents=True)
        for file in (cache / "pictures").iterdir():
            drawn = np.load(file)
            drawn[[diagnosis in diagnoses for diagnosis, _ in PAIRS]] //= 2
            np.save(tmp_path / place / "pictures" / file.name, drawn)
        recipe = changed("denoiser", without=tuple(others))
        return _Run(recipe, tmp_path / place, lambda *_: None).denoiser(vae).unet.conv_out.weight

    as_drawn = learnt_with_darker([], "as drawn")
    assert torch.equal(learnt_with_darker(others, "others"), as_drawn)
    assert not torch.equal(learnt_with_darker(["naevus"], "naevus"), as_drawn)


def test_a_recipe_without_a_diagnosis_that_nobody_draws_is_refused():
    declared = TINY.model_dump()
    declared["denoiser"]["without"] = ["vitiligo", "lupus"]
    with pytest.raises(ValidationError, match="the renderer draws no lupus"):
        Recipe.model_validate(declared)


def test_a_round_holds_each_diagnosis_on_each_skin_type_once(pictures):
    assert len(pictures) == len(PAIRS) == len(DIAGNOSES) * len(SKIN_TYPES)
    last = render(DIAGNOSES[-1], SKIN_TYPES[-1], 100_000, TINY.pictures.size, "close")
    assert np.array_equal(pictures.images[-1], last.image)
    assert (pictures.diagnosis[-1], pictures.skin_type[-1]) == (len(DIAGNOSES) - 1, len(SKIN_TYPES) - 1)


def test_held_out_pictures_are_others(cache, pictures):
    held_out = load_pictures(TINY.pictures, "held_out", "close", cache / "pictures")
    assert not any(np.array_equal(one, other) for one, other in zip(held_out.images, pictures.images, strict=True))


def test_views_are_drawn_apart(cache, pictures):
    setting = load_pictures(TINY.pictures, "training", "setting", cache / "pictures")
    assert not any(np.array_equal(one, other) for one, other in zip(setting.images, pictures.images, strict=True))
    both = pictures + setting
    assert np.array_equal(both.images[len(pictures) :], setting.images)
    assert np.array_equal(both.diagnosis, np.tile(pictures.diagnosis, 2))


def test_pictures_without_some_diagnoses_are_all_the_others(pictures):
    others = (pictures + pictures).without(["vitiligo", "acne"])
    assert len(others) == 2 * (len(DIAGNOSES) - 2) * len(SKIN_TYPES)
    assert {DIAGNOSES[place] for place in others.diagnosis} == set(DIAGNOSES) - {"vitiligo", "acne"}
    first = np.flatnonzero(pictures.diagnosis == others.diagnosis[-1])[-1]
    assert np.array_equal(others.images[-1], pictures.images[first])


def test_a_mirrored_picture_keeps_its_labels(pictures):
    mirrored = pictures.mirrored()
    assert np.array_equal(mirrored.images[5, :, 0], pictures.images[5, :, -1])
    assert np.array_equal(mirrored.skin_type, pictures.skin_type)


def test_latents_are_standardized_and_pictures_stay_the_same(pictures):
    vae = new_autoencoder(TINY).requires_grad_(False)
    before = vae.decode(encoded(vae, pictures)[0]).sample
    spread = encoded(vae, pictures)[1]
    centre, width = encoded(vae, pictures)[0].mean(dim=(0, 2, 3)), encoded(vae, pictures)[0].std(dim=(0, 2, 3))
    standardize(vae, pictures)
    means, deviations = encoded(vae, pictures)
    assert torch.allclose(means.mean(dim=(0, 2, 3)), torch.zeros(4), atol=1e-4)
    assert torch.allclose(means.std(dim=(0, 2, 3)), torch.ones(4), atol=1e-4)
    assert not torch.allclose(centre, torch.zeros(4), atol=1e-2)
    assert torch.allclose(deviations * width.view(-1, 1, 1), spread, rtol=1e-3)
    assert torch.allclose(vae.decode(means).sample, before, atol=1e-4)


def test_pictures_are_scaled_there_and_back(pictures):
    class Mirror:
        def decode(self, latents):
            return type("Decoded", (), {"sample": latents})

    assert np.array_equal(decoded(Mirror(), scaled(pictures.images)), pictures.images)


def test_every_word_of_a_caption_is_one_token():
    tokenizer = new_tokenizer(32)
    assert [word for word in caption_words() if len(tokenizer.tokenize(word)) != 1] == []
    longest = max((drawn_caption(*pair) for pair in PAIRS), key=lambda text: len(tokenizer(text).input_ids))
    assert len(tokenizer(longest).input_ids) < 32
    assert tokenizer.unk_token_id not in tokenizer("Zoë’s wärts").input_ids[1:-1]


def test_what_the_denoiser_says_depends_on_the_caption():
    denoiser = Denoiser(TINY)
    noisy, timesteps = torch.ones(2, 4, 16, 16), torch.full((2,), 500)
    with torch.no_grad():
        said = denoiser(noisy, timesteps, denoiser.tokens(["naevus", "acne"]))
    assert not torch.equal(said[0], said[1])


def test_the_command_trains_measures_and_writes(cache, tmp_path, capsys):
    assert main(["--recipe", "tiny", "--cache", str(cache), "--out", str(tmp_path), "--figures", str(tmp_path)]) == 0
    assert "denoiser" in capsys.readouterr().out
    measures = json.loads((tmp_path / "measures.json").read_text("utf-8"))
    assert measures["pictures"] == len(SKIN_TYPES)
    assert list(measures["by_diagnosis"]) == list(DIAGNOSES)
    for distances in measures["by_diagnosis"].values():
        assert distances["generated"]["low"] < distances["generated"]["value"] < distances["generated"]["high"]
    card = (tmp_path / "model" / "README.md").read_text("utf-8")
    assert TINY.sha256() in card
    assert f"{measures['diagnosis']['generated']:.0%}" in card
    figures = {file.name: file.read_bytes()[:4] for file in tmp_path.glob("embedded-*")}
    assert figures == {
        "embedded-generated.jpg": b"\xff\xd8\xff\xe0",
        "embedded-reconstructed.jpg": b"\xff\xd8\xff\xe0",
        "embedded-losses.svg": b"<svg",
    }


def test_the_command_says_in_a_sentence_what_is_wrong(cache, made, tmp_path, capsys):
    (tmp_path / "pictures").symlink_to(cache / "pictures")
    torch.save({"identity": "another"}, tmp_path / "features.checkpoint")
    assert main(["--recipe", "tiny", "--cache", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "belongs to another recipe" in capsys.readouterr().err
