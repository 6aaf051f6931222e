"""Bots that live through the real session flow, with stated true effects."""

from study_app.bots._effects import Effects, EffectsError, TrueEffect, true_effects
from study_app.bots._simulate import SimulationSummary, simulate
from study_app.bots._temper import Temper

__all__ = ["Effects", "EffectsError", "SimulationSummary", "Temper", "TrueEffect", "simulate", "true_effects"]
