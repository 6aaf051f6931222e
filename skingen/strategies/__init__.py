"""Which LoRA strategy draws a disease best: a declared sweep, its ranking and its comparison page."""

from skingen._door import lazily
from skingen.strategies._sweep import Measured, Strategy, Sweep, load_sweep

__all__ = ["Measured", "Outcome", "Ranking", "Strategy", "Sweep", "load_sweep", "sweep"]

__getattr__ = lazily(__name__, {"Outcome": "_outcome", "Ranking": "_run", "sweep": "_run"})
