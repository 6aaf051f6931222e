"""What a model formula says about data: terms, design matrices, and the block structure of random effects."""

from analysis.formula._blocks import BlockFactor, RandomBlocks
from analysis.formula._design import Design, Variable, level_name
from analysis.formula._errors import FormulaError
from analysis.formula._estimates import Adjustment, compare, estimate_table, random_effects_table
from analysis.formula._model_frame import ModelFrame, RandomTerm, model_frame
from analysis.formula._parse import Formula, RandomPart, parse_formula
from analysis.formula._reference_grid import Method, ReferenceGrid, contrast_matrix, reference_grid

__all__ = [
    "Adjustment",
    "BlockFactor",
    "Design",
    "Formula",
    "FormulaError",
    "Method",
    "ModelFrame",
    "RandomBlocks",
    "RandomPart",
    "RandomTerm",
    "ReferenceGrid",
    "Variable",
    "compare",
    "contrast_matrix",
    "estimate_table",
    "level_name",
    "model_frame",
    "parse_formula",
    "random_effects_table",
    "reference_grid",
]
