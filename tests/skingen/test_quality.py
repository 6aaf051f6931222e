import numpy as np
import pytest
from scipy.spatial.distance import cdist

from skingen.quality import ExtractorError, Namer, diversity, kid, load_extractor, mean_kid, tone_error, typology_angles
from skingen.renderer import render


def clouds(count: int, shift: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.normal(size=(count, 4)) + shift, random.normal(size=(count, 4))


def by_definition(one: np.ndarray, other: np.ndarray) -> float:
    """Binkowski et al. 2018, eq. 4, pair by pair."""

    def k(x: np.ndarray, y: np.ndarray) -> float:
        return (x @ y / len(x) + 1) ** 3

    def within(points: np.ndarray) -> float:
        pairs = [(i, j) for i in range(len(points)) for j in range(len(points)) if i != j]
        return float(np.mean([k(points[i], points[j]) for i, j in pairs]))

    return within(one) + within(other) - 2 * float(np.mean([[k(x, y) for y in other] for x in one]))


def test_the_distance_is_that_of_the_paper():
    one, other = clouds(7, 0.4, 0)
    assert kid(one, other[:5]).value == pytest.approx(by_definition(one, other[:5]), abs=1e-12)


def test_the_standard_error_is_that_of_leaving_pictures_out():
    one, other = clouds(6, 0.4, 1)
    without = [
        [by_definition(np.delete(one, place, 0), other) for place in range(6)],
        [by_definition(one, np.delete(other, place, 0)) for place in range(6)],
    ]
    expected = np.sqrt(sum(5 / 6 * np.square(part - np.mean(part)).sum() for part in without))
    found = kid(one, other)
    assert found.standard_error == pytest.approx(expected, rel=1e-9)
    assert found.high - found.value == pytest.approx(1.959964 * expected, rel=1e-6)
    assert (found.generated, found.real) == (6, 6)


def test_the_interval_covers_the_true_distance():
    # moments of normal vectors of length 4, one set at 0.5 in every coordinate: 3.453125 + 1.75 - 2 * 1.9375
    truth = 1.328125
    covered = [found.low <= truth <= found.high for found in (kid(*clouds(100, 0.5, seed)) for seed in range(300))]
    assert 0.91 < np.mean(covered) < 0.98


def test_alike_sets_are_not_apart_and_unlike_sets_are():
    alike, apart = kid(*clouds(80, 0.0, 2)), kid(*clouds(80, 1.0, 2))
    assert alike.low < 0 < alike.high
    assert apart.low > alike.high


def test_too_few_pictures_are_refused():
    with pytest.raises(ValueError, match="at least three pictures"):
        kid(np.zeros((2, 4)), np.zeros((5, 4)))


def test_a_mean_over_diagnoses_is_surer_than_one():
    parts = [kid(*clouds(30, 0.5, seed)) for seed in range(4)]
    together = mean_kid(parts)
    assert together.value == pytest.approx(np.mean([part.value for part in parts]))
    assert together.standard_error < min(part.standard_error for part in parts)
    assert (together.generated, together.real) == (120, 120)


def test_one_picture_over_and_over_has_no_diversity():
    one, other = clouds(20, 0.0, 3)
    assert diversity(np.repeat(one[:1], 20, axis=0), other) == 0
    assert diversity(one, one) == pytest.approx(1)
    assert diversity(3 * one, one) == pytest.approx(3)


def test_diagnoses_are_named_by_the_nearest_mean():
    random = np.random.default_rng(4)
    places = {"acne": (0, 0, 0), "naevus": (4, 0, 0), "vitiligo": (0, 4, 0)}
    labels = [diagnosis for diagnosis in places for _ in range(40)]
    vectors = np.array([places[label] for label in labels]) + random.normal(size=(120, 3))
    namer = Namer(vectors, labels)
    fresh = np.array([places[label] for label in labels]) + random.normal(size=(120, 3))
    nearest = cdist(fresh, np.array(list(places.values()))).argmin(axis=1)
    expected = np.mean([list(places)[place] == label for place, label in zip(nearest, labels, strict=True)])
    assert namer.accuracy(fresh, labels) == pytest.approx(expected, abs=0.05)
    assert namer.share(fresh[:40], "acne") > 0.85
    assert namer.share(fresh[:40], "naevus") < 0.15


def test_naming_needs_two_diagnoses():
    with pytest.raises(ValueError, match="at least two"):
        Namer(np.zeros((4, 2)), ["acne"] * 4)


def test_tone_is_measured_and_its_error_is_in_degrees():
    angles = typology_angles([render("clear_skin", kind, 3, 48).image for kind in ("I", "III", "VI")])
    assert list(angles) == sorted(angles, reverse=True)
    assert tone_error(angles, ["I", "III", "VI"], angles, ["I", "III", "VI"]) == 0
    assert tone_error(angles, ["VI", "III", "I"], angles, ["I", "III", "VI"]) > 40
    assert tone_error(np.array([20.0]), ["IV"], np.array([]), []) == 1  # the band of IV is 10 to 28


@pytest.mark.slow
def test_the_embedded_extractor_tells_drawn_diagnoses_apart():
    extractor = load_extractor()
    sets = {
        (diagnosis, half): extractor.vectors(
            [render(diagnosis, kind, 10 * half + seed, 64).image for kind in ("II", "V") for seed in range(5)]
        )
        for diagnosis in ("vitiligo", "acne")
        for half in range(2)
    }
    assert extractor.name.startswith("embedded ")
    alike = kid(sets["acne", 0], sets["acne", 1]).value
    assert kid(sets["acne", 0], sets["vitiligo", 1]).value > 5 * abs(alike)


@pytest.mark.slow
def test_an_image_encoder_of_transformers_extracts_too(tmp_path):
    from transformers import ViTConfig, ViTImageProcessor, ViTModel

    tiny = ViTConfig(hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8, image_size=32)
    ViTModel(tiny).save_pretrained(tmp_path / "vit")
    ViTImageProcessor(size={"height": 32, "width": 32}).save_pretrained(tmp_path / "vit")
    extractor = load_extractor(str(tmp_path / "vit"))
    pictures = [render("naevus", "II", seed, 40).image for seed in range(3)]
    assert extractor.name == "vit"
    assert extractor.vectors(pictures).shape == (3, 8)
    with pytest.raises(ExtractorError, match="cannot be loaded"):
        load_extractor(str(tmp_path / "nothing"))
