import numpy as np
import pytest

from analysis.ordinal._links import category_bounds, cells, distribution, quantile

LINKS = ("logit", "probit", "cloglog")
THRESHOLDS = np.array([-1.0, 0.5, 0.51, 2.0])


@pytest.fixture(params=LINKS)
def link(request):
    return request.param


@pytest.mark.parametrize("eta", [-2.0, 0.0, 1.3, 4.0])
def test_derivatives_equal_differences(link, eta):
    upper, lower = category_bounds(THRESHOLDS, np.arange(5))
    rows, h = np.full(5, eta), 1e-5
    found = cells(link, upper, lower).derivatives(rows)

    def slope(name, up, down, along):
        plus = cells(link, upper + h * up, lower + h * down).derivatives(rows + h * along)
        minus = cells(link, upper - h * up, lower - h * down).derivatives(rows - h * along)
        return (getattr(plus, name) - getattr(minus, name)) / (2 * h)

    for name, source, up, down, along in [
        ("g", "log_p", 0, 0, 1),
        ("l_t", "log_p", 1, 0, 0),
        ("l_s", "log_p", 0, 1, 0),
        ("g_t", "g", 1, 0, 0),
        ("g_s", "g", 0, 1, 0),
        ("w_t", "w", 1, 0, 0),
        ("w_s", "w", 0, 1, 0),
    ]:
        assert getattr(found, name) == pytest.approx(slope(source, up, down, along), rel=2e-4, abs=1e-5)
    assert found.w == pytest.approx(-slope("g", 0, 0, 1), rel=2e-4, abs=1e-5)


def test_probabilities_of_the_categories_sum_to_one(link):
    upper, lower = category_bounds(THRESHOLDS, np.arange(5))
    log_p = cells(link, upper, lower).newton(np.full(5, 0.7))[0]
    assert np.exp(log_p).sum() == pytest.approx(1, abs=1e-14)
    assert np.exp(log_p) == pytest.approx(
        np.diff(np.concatenate([[0], distribution(link, THRESHOLDS - 0.7), [1]])), rel=1e-9
    )


@pytest.mark.parametrize("eta", [-40.0, 40.0])
def test_far_tails_stay_finite(link, eta):
    upper, lower = category_bounds(THRESHOLDS, np.arange(5))
    with np.errstate(under="ignore", over="ignore"):
        found = cells(link, upper, lower).derivatives(np.full(5, eta))
    for values in vars(found).values():
        assert np.isfinite(values).all()
    assert (found.log_p <= 0).all()


def test_quantiles_invert_the_distribution(link):
    p = np.array([1e-6, 0.3, 0.999])
    assert distribution(link, quantile(link, p)) == pytest.approx(p, rel=1e-9)
