"""The first two pages of the built-in study as an oTree project: consent, then two questions."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """
SESSION_CONFIGS = [dict(name="same_page", app_sequence=["same_page"], num_demo_participants=1)]
SESSION_CONFIG_DEFAULTS = dict(real_world_currency_per_point=1.00, participation_fee=0.00)
LANGUAGE_CODE = "en"
REAL_WORLD_CURRENCY_CODE = "USD"
USE_POINTS = True
SECRET_KEY = "benchmark"
ADMIN_USERNAME = "admin"
ADMIN_PASSWORD = "benchmark"
"""
APP = """
from otree.api import *


class C(BaseConstants):
    NAME_IN_URL = "same_page"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = 1


class Subsession(BaseSubsession):
    pass


class Group(BaseGroup):
    pass


class Player(BasePlayer):
    agreement = models.BooleanField(label="I agree to take part.", widget=widgets.CheckboxInput)
    adult = models.StringField(label="Are you 18 years old or older?", choices=["Yes", "No"], widget=widgets.RadioSelect)
    language = models.StringField(
        label="Do you understand written English well?", choices=["Yes", "No"], widget=widgets.RadioSelect
    )


class Consent(Page):
    form_model = "player"
    form_fields = ["agreement"]


class Screening(Page):
    form_model = "player"
    form_fields = ["adult", "language"]


page_sequence = [Consent, Screening]
"""
TEMPLATE = """
{{{{ block title }}}}{title}{{{{ endblock }}}}
{{{{ block content }}}}
{text}
{{{{ formfields }}}}
<button class="otree-btn-next btn btn-primary">{button}</button>
{{{{ endblock }}}}
"""


def write_project(folder: Path) -> None:
    """Writes settings, one app and its two templates; the folder is made."""
    app = folder / "same_page"
    app.mkdir(parents=True)
    (folder / "_static").mkdir()  # oTree does not start without
    (folder / "settings.py").write_text(SETTINGS)
    (app / "__init__.py").write_text(APP)
    consent = TEMPLATE.format(
        title="Before you start", text="<p>You will look at 12 pictures.</p>" * 12, button="Start the study"
    )
    (app / "Consent.html").write_text(consent)
    (app / "Screening.html").write_text(TEMPLATE.format(title="Can you take part?", text="", button="Continue"))
