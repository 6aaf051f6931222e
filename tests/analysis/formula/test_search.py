import numpy as np
import pytest

from analysis.formula import Layout, Minimum, minimise, polish_gradient, surroundings


def rosenbrock(x):
    value = 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
    return value, np.array([-400 * x[0] * (x[1] - x[0] ** 2) - 2 * (1 - x[0]), 200 * (x[1] - x[0] ** 2)])


def test_the_valley_is_followed_to_its_end():
    found = minimise(rosenbrock, np.array([-1.2, 1.0]), np.eye(2), stop=1e-14)
    assert found.x == pytest.approx([1, 1], abs=1e-6)


def test_infinite_values_are_stepped_back_from():
    def barrier(x):
        return (x[0] - np.log(x[0]), np.array([1 - 1 / x[0]])) if x[0] > 0 else (np.inf, np.array([np.nan]))

    assert minimise(barrier, np.array([5.0]), 10 * np.eye(1), stop=1e-14).x == pytest.approx([1], abs=1e-6)


def test_a_saddle_has_no_inverse():
    assert polish_gradient(lambda x: np.array([x[0], -x[1]]), np.zeros(2))[1] is None


def test_parameters_survive_splitting_and_joining():
    layout = Layout(3, 2, (2, 1))
    psi = np.arange(1.0, layout.size + 1)
    assert layout.join(*layout.split(psi)).tolist() == psi.tolist()


def test_the_canonical_form_keeps_the_covariance():
    layout = Layout(0, 0, (2,))
    psi = layout.canonical(np.array([1e-7, -0.8, 0.3]))
    factor = layout.split(psi)[2][0]
    assert psi[0] == psi[1] == 0
    assert factor @ factor.T == pytest.approx(np.array([[0, 0], [0, 0.73]]))
    assert layout.zero_columns(psi).tolist() == [0, 1]


@pytest.mark.parametrize(("start", "end"), [(1.6, 1.0), (-1.6, -1.0)])
def test_a_search_is_given_up_near_a_known_minimum_and_only_there(start, end):
    def two_wells(x):
        return float(20 * (x[0] ** 2 - 1) ** 2 + x[0]), 80 * x * (x**2 - 1) + 1

    known = minimise(two_wells, np.array([1.2]), np.eye(1) / 160)
    found = minimise(two_wells, np.array([start]), np.eye(1) / 400, until=surroundings(Layout(1, 0), known))
    assert found.x == pytest.approx([end], abs=0.2)
    assert (found.decrement > 1e-9) == (end == 1.0)


def test_the_sign_of_a_column_does_not_part_a_search_from_a_known_minimum():
    layout = Layout(0, 0, (2,))
    known = Minimum(np.array([-1.0, -0.5, 0.8]), 0.0, np.zeros(3), 0.01 * np.eye(3), 0.0, 1)
    near = surroundings(layout, known)
    assert near(np.array([1.02, 0.5, -0.8]), 0.1)
    assert not near(np.array([1.02, 0.5, -0.8]), 0.6)
    assert not near(np.array([1.02, -0.5, -0.8]), 0.1)
