import pandas as pd
import pytest

from analysis.formula import FormulaError, model_frame, parse_formula


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("y ~ a * b", [(), ("a",), ("b",), ("a", "b")]),
        ("y ~ a * b * c - a:b:c", [(), ("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("b", "c")]),
        ("y ~ (a + b + c)^2", [(), ("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("b", "c")]),
        ("y ~ b:a + a", [(), ("a",), ("b", "a")]),
        ("y ~ 0 + a", [("a",)]),
        ("y ~ a - 1", [("a",)]),
        ("y ~ a / b", [(), ("a",), ("a", "b")]),
        ("y ~ log(a) + I(a^2) + factor(b)", [(), ("log(a)",), ("I(a^2)",), ("factor(b)",)]),
        ("y ~ I((a - 1) * 10)", [(), ("I((a - 1) * 10)",)]),
        ("y ~ I(a - (b - 1))", [(), ("I(a - (b - 1))",)]),
        ("`my y` ~ `my x`", [(), ("my x",)]),
    ],
)
def test_fixed_terms_expand_as_in_r(text, terms):
    assert list(parse_formula(text).fixed) == terms


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("y ~ (1 | g)", [("g", ((),))]),
        ("y ~ (x | g)", [("g", ((), ("x",)))]),
        ("y ~ (0 + x | g)", [("g", (("x",),))]),
        ("y ~ (x || g)", [("g", ((),)), ("g", (("x",),))]),
        ("y ~ (1 | school / class)", [("class:school", ((),)), ("school", ((),))]),
        ("y ~ (1 | case:pid) + (a * b | pid)", [("case:pid", ((),)), ("pid", ((), ("a",), ("b",), ("a", "b")))]),
    ],
)
def test_random_parts_expand_as_in_lme4(text, parts):
    assert [(part.label, part.terms) for part in parse_formula(text).random] == parts


@pytest.mark.parametrize(
    "text",
    ["y", "~ a", "y ~ a +", "y ~ (1 | g", "y ~ a ? b", "y ~ a | b | c + (1", "y ~ 2", "y ~ a * (1 | g)", "y ~ (0 | g)"],
)
def test_what_cannot_be_read_is_said(text):
    with pytest.raises(FormulaError):
        parse_formula(text)


@pytest.fixture
def data():
    return pd.DataFrame(
        {
            "y": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
            "cond": ["text", "visual"] * 3,
            "period": [1, 2, 2, 1, 1, 2],
            "x": [0.5, 1.0, 2.0, 4.0, 8.0, 16.0],
            "right": [True, False, False, True, True, True],
            "who": [10, 10, 11, 11, 12, 12],
        }
    )


# R: colnames(model.matrix(~ cond * factor(period) + right, d))
def test_columns_are_named_as_in_r(data):
    frame = model_frame("y ~ cond * factor(period) + right", data)
    names = ("(Intercept)", "condvisual", "factor(period)2", "rightTRUE", "condvisual:factor(period)2")
    assert frame.names == names


# R: colnames(model.matrix(~ 0 + cond + cond:x, d)); colnames(model.matrix(~ x + x:cond, d))
@pytest.mark.parametrize(
    ("formula", "names"),
    [
        ("y ~ 0 + cond + cond:x", ("condtext", "condvisual", "condtext:x", "condvisual:x")),
        ("y ~ 0 + cond + right", ("condtext", "condvisual", "rightTRUE")),
        ("y ~ x:cond", ("(Intercept)", "x:condtext", "x:condvisual")),
        ("y ~ x + x:cond", ("(Intercept)", "x", "x:condvisual")),
    ],
)
def test_margins_decide_the_coding_as_in_r(data, formula, names):
    assert model_frame(formula, data).names == names


def test_the_declared_order_decides_the_reference(data):
    data["cond"] = pd.Categorical(data.cond, ["visual", "unused", "text"])
    assert model_frame("y ~ cond", data).names == ("(Intercept)", "condtext")


def test_incomplete_rows_are_dropped_and_counted(data):
    data.loc[[0, 3], "x"] = None
    data.loc[3, "y"] = None
    frame = model_frame("y ~ x", data)
    assert len(frame.x) == 4
    assert frame.messages == ("2 of 6 rows dropped for missing values (y 1, x 2).",)


def test_dependent_columns_are_left_out_and_named(data):
    frame = model_frame("y ~ x + I(2 * x) + cond", data)
    assert frame.names == ("(Intercept)", "x", "condvisual")
    assert "I(2 * x)" in frame.messages[0]


def test_a_factor_with_one_level_is_named(data):
    frame = model_frame("y ~ cond + x", data[data.cond == "text"])
    assert frame.names == ("(Intercept)", "x")
    assert "cond has a single level (text)" in frame.messages[0]


def test_groups_are_the_combinations_that_occur(data):
    term = model_frame("y ~ 1 + (1 | cond:who)", data).random[0]
    assert term.levels == ("text:10", "text:11", "text:12", "visual:10", "visual:11", "visual:12")
    assert term.codes.tolist() == [0, 3, 1, 4, 2, 5]


def test_new_data_get_the_same_columns(data):
    frame = model_frame("y ~ cond + log(x)", data)
    assert frame.design.matrix(data.iloc[[1]])[0].tolist() == [1.0, 1.0, 0.0]
    with pytest.raises(FormulaError, match="audio"):
        frame.design.matrix(data.iloc[[1]].assign(cond="audio"))


@pytest.mark.parametrize(("formula", "word"), [("y ~ condition", "condition"), ("y ~ log(who - 10)", "finite")])
def test_what_does_not_fit_the_data_is_said(data, formula, word):
    with pytest.raises(FormulaError, match=word):
        model_frame(formula.replace("log(who - 10)", "log(I(who - 10))"), data)
