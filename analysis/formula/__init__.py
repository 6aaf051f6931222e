"""What the mixed models share: formulas, design matrices, the block structure of random effects, search, tables."""

from analysis.formula._arrays import FloatArray, IntArray
from analysis.formula._blocks import BlockFactor, RandomBlocks
from analysis.formula._design import Design, Variable, level_name
from analysis.formula._errors import FormulaError
from analysis.formula._estimates import compare, estimate_table, random_effects_table
from analysis.formula._layout import ZERO, Layout, factor_information, lower_triangle
from analysis.formula._model_frame import ModelFrame, RandomTerm, model_frame
from analysis.formula._optimise import Minimum, minimise, polish_gradient, positive_inverse, surroundings
from analysis.formula._parse import Formula, RandomPart, parse_formula
from analysis.formula._reference_grid import Method, ReferenceGrid, contrast_matrix, reference_grid

__all__ = [
    "ZERO",
    "BlockFactor",
    "Design",
    "FloatArray",
    "Formula",
    "FormulaError",
    "IntArray",
    "Layout",
    "Method",
    "Minimum",
    "ModelFrame",
    "RandomBlocks",
    "RandomPart",
    "RandomTerm",
    "ReferenceGrid",
    "Variable",
    "compare",
    "contrast_matrix",
    "estimate_table",
    "factor_information",
    "level_name",
    "lower_triangle",
    "minimise",
    "model_frame",
    "parse_formula",
    "polish_gradient",
    "positive_inverse",
    "random_effects_table",
    "reference_grid",
    "surroundings",
]
