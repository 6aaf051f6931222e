"""Linear mixed models with Satterthwaite and Kenward-Roger degrees of freedom."""

from analysis.linear._model import lmm
from analysis.linear._result import LmmResult
from analysis.linear._saturated import SaturatedError

__all__ = ["LmmResult", "SaturatedError", "lmm"]
