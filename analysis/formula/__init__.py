"""What a model formula says about data: terms, design matrices, and the block structure of random effects."""

from analysis.formula._blocks import BlockFactor, RandomBlocks
from analysis.formula._design import Design, Variable, level_name
from analysis.formula._errors import FormulaError
from analysis.formula._model_frame import ModelFrame, RandomTerm, model_frame
from analysis.formula._parse import Formula, RandomPart, parse_formula

__all__ = [
    "BlockFactor",
    "Design",
    "Formula",
    "FormulaError",
    "ModelFrame",
    "RandomBlocks",
    "RandomPart",
    "RandomTerm",
    "Variable",
    "level_name",
    "model_frame",
    "parse_formula",
]
