"""Bots that live through the real session flow, with stated true effects."""

from study_app.bots._effects import Effects, EffectsError, TrueEffect, true_effects
from study_app.bots._persona import Persona
from study_app.bots._respondent import Respondent
from study_app.bots._simulate import SimulationError, SimulationSummary, all_items, draw_world, simulate
from study_app.bots._temper import Temper

__all__ = [
    "Effects",
    "EffectsError",
    "Persona",
    "Respondent",
    "SimulationError",
    "SimulationSummary",
    "Temper",
    "TrueEffect",
    "all_items",
    "draw_world",
    "simulate",
    "true_effects",
]
