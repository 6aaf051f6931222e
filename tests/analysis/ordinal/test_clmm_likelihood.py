"""The Laplace and quadrature likelihoods against brute force, and their gradients against differences."""

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from analysis.formula import RandomBlocks, model_frame
from analysis.ordinal._likelihood import LaplaceLikelihood
from analysis.ordinal._links import distribution
from analysis.ordinal._quadrature import QuadratureLikelihood

LINKS = ("logit", "probit", "cloglog")
TERMS = {
    "one": "(1 | pid)",
    "crossed": "(1 | pid) + (1 | case)",
    "crossed slopes": "(1 + cond | pid) + (1 + cond | case)",
    "three": "(1 | pid) + (1 | case) + (1 | pid:case)",
}


def likelihood(data, terms, link, nodes=1):
    frame = model_frame(f"comp ~ cond + factor(period) + {terms}", data, intercept_column=False)
    y = frame.response.to_numpy(dtype=np.intp) - 1
    blocks = RandomBlocks(frame.random)
    if nodes == 1:
        return LaplaceLikelihood(y, frame.x, blocks, link)
    return QuadratureLikelihood(y, frame.x, blocks, link, nodes)


def some_parameters(layout):
    rng = np.random.default_rng(3)
    factors = rng.normal(0, 0.6, layout.size - layout.fixed)
    return np.concatenate([[-2, -1, 0.3, 1.5], rng.normal(0, 0.4, layout.effects), factors])


def category_probability(link, thresholds, y, eta):
    padded = np.concatenate([[-np.inf], thresholds, [np.inf]])
    below = distribution(link, np.subtract.outer(padded[y], eta))
    return distribution(link, np.subtract.outer(padded[y + 1], eta)) - below


@pytest.fixture(scope="module")
def sim(golden_data):
    return golden_data("sim_a_n32.csv")


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS.keys())
def test_gradient_equals_differences_of_the_value(sim, terms, link):
    found = likelihood(sim, terms, link)
    psi = some_parameters(found.layout)
    at, h = found.evaluate(psi), 1e-5
    shifts = h * np.eye(len(psi))
    pairs = [(found.evaluate(psi + s, at.mode).value, found.evaluate(psi - s, at.mode).value) for s in shifts]
    differences = np.array([(plus - minus) / (2 * h) for plus, minus in pairs])
    assert at.gradient == pytest.approx(differences, abs=2e-6)


@pytest.mark.parametrize("link", LINKS)
def test_quadrature_gradient_equals_differences_of_the_value(sim, link):
    found = likelihood(sim, "(1 | pid)", link, nodes=5)
    psi = some_parameters(found.layout)
    h = 1e-5
    pairs = [(found.evaluate(psi + s).value, found.evaluate(psi - s).value) for s in h * np.eye(len(psi))]
    differences = np.array([(plus - minus) / (2 * h) for plus, minus in pairs])
    assert found.evaluate(psi).gradient == pytest.approx(differences, abs=2e-6)


@pytest.mark.parametrize("link", LINKS)
def test_laplace_value_equals_its_definition_group_by_group(sim, link):
    found = likelihood(sim, "(1 | pid)", link)
    psi = some_parameters(found.layout)
    thresholds, beta, factors = found.layout.split(psi)
    total = 0.0
    for group in range(found.blocks.blocks):
        rows = found.blocks.block_codes == group
        shift = found.x[rows] @ beta

        def joint(b, rows=rows, shift=shift):
            p = [
                category_probability(link, thresholds, y, m + factors[0][0, 0] * b)
                for y, m in zip(found.y[rows], shift, strict=True)
            ]
            return float(np.log(p).sum() - 0.5 * b**2)

        mode = optimize.minimize_scalar(lambda b, joint=joint: -joint(b), bounds=(-2.5, 2.5), method="bounded").x
        h = 1e-3
        curvature = -(joint(mode + h) - 2 * joint(mode) + joint(mode - h)) / h**2
        total += joint(mode) - 0.5 * np.log(curvature)
    assert found.evaluate(psi).value == pytest.approx(total, abs=1e-4)


@pytest.mark.parametrize("link", LINKS)
def test_many_nodes_give_the_integral(sim, link):
    found = likelihood(sim[sim.pid <= 6], "(1 | pid)", link, nodes=25)
    psi = some_parameters(found.layout)
    thresholds, beta, factors = found.layout.split(psi)
    grid = np.linspace(-9, 9, 4001)
    total = 0.0
    for group in range(found.blocks.blocks):
        rows = found.blocks.block_codes == group
        p = [
            category_probability(link, thresholds, y, m + factors[0][0, 0] * grid)
            for y, m in zip(found.y[rows], found.x[rows] @ beta, strict=True)
        ]
        total += np.log(integrate.simpson(np.prod(p, axis=0) * stats.norm.pdf(grid), x=grid))
    assert found.evaluate(psi).value == pytest.approx(total, abs=1e-7)


def test_one_node_is_the_laplace_approximation(sim):
    laplace = likelihood(sim, "(1 | pid)", "logit")
    one_node = QuadratureLikelihood(laplace.y, laplace.x, laplace.blocks, "logit", 1)
    psi = some_parameters(laplace.layout)
    assert one_node.evaluate(psi).value == pytest.approx(laplace.evaluate(psi).value, abs=1e-10)
    assert one_node.evaluate(psi).gradient == pytest.approx(laplace.evaluate(psi).gradient, abs=1e-9)


def test_outside_the_parameter_space_the_value_is_minus_infinity(sim):
    found = likelihood(sim, "(1 | pid)", "logit")
    psi = some_parameters(found.layout)
    psi[[0, 1]] = psi[[1, 0]]
    assert found.evaluate(psi).value == -np.inf
