"""Linear mixed models with Satterthwaite and Kenward-Roger degrees of freedom."""

from analysis.lmm._model import lmm
from analysis.lmm._result import LmmResult

__all__ = ["LmmResult", "lmm"]
