import numpy as np
import pandas as pd
import pytest

from analysis.formula import Layout, RandomBlocks, model_frame

LAYOUTS = {
    "scalar": "y ~ 1 + (1 | who)",
    "crossed": "y ~ 1 + (1 | who) + (1 | item)",
    "crossed slopes": "y ~ 1 + (1 + x | who) + (1 + x | item)",
    "nested": "y ~ 1 + (1 | who / part) + (1 | item)",
    "interaction of both": "y ~ 1 + (1 | who) + (1 | item) + (1 | who:item)",
    "wide": "y ~ 1 + (x || who) + (0 + x | who:part) + (1 | item)",
}


@pytest.fixture(params=LAYOUTS.values(), ids=LAYOUTS.keys())
def problem(request):
    rng = np.random.default_rng(7)
    frame = pd.DataFrame({"who": rng.integers(0, 9, 120), "item": rng.integers(0, 4, 120)})
    frame["part"], frame["x"], frame["y"] = rng.integers(0, 3, 120), rng.normal(size=120), 0.0
    blocks = RandomBlocks(model_frame(request.param, frame).random)
    layout = Layout(0, 0, tuple(len(term.names) for term in blocks.terms))
    loadings = blocks.loadings(layout.split(rng.normal(size=layout.size))[2])
    weights = rng.uniform(0.1, 1, 120)
    design = np.zeros((120, blocks.size))
    for column, values in zip(blocks.columns, loadings, strict=True):
        design[np.arange(120), column] += values
    h = design.T @ (weights[:, None] * design) + np.eye(blocks.size)
    return blocks, loadings, design, h, blocks.factorise(blocks.products(loadings), weights)


def test_elimination_equals_dense_algebra(problem):
    blocks, _, _, h, factor = problem
    right = np.random.default_rng(1).normal(size=blocks.size)
    assert factor.log_det == pytest.approx(np.linalg.slogdet(h)[1], abs=1e-9)
    assert factor.solve(right) == pytest.approx(np.linalg.solve(h, right), abs=1e-10)


def test_rows_of_the_inverse_equal_dense_algebra(problem):
    blocks, loadings, design, h, factor = problem
    dense = np.linalg.solve(h, design.T)[blocks.columns, np.arange(120)]
    assert factor.inverse_at_rows(loadings) == pytest.approx(dense, abs=1e-10)


def test_covariances_of_each_level_equal_dense_algebra(problem):
    blocks, _, _, h, factor = problem
    inverse = np.linalg.inv(h)
    for places in blocks.places:
        dense = np.array([inverse[np.ix_(level, level)] for level in places])
        assert factor.covariance_of(places) == pytest.approx(dense, abs=1e-10)


def test_nested_factors_share_a_block():
    frame = pd.DataFrame(
        {"y": 0.0, "who": np.repeat(range(50), 4), "part": np.tile([1, 1, 2, 2], 50), "item": [1, 2] * 100}
    )
    blocks = RandomBlocks(model_frame("y ~ 1 + (1 | who / part) + (1 | item)", frame).random)
    assert (blocks.blocks, blocks.width, blocks.dense) == (50, 3, 2)
