"""The participant app over HTTP: routes of our own beside Streamlit's."""

from study_app.web._app import participant_app_parts
from study_app.web._assets import Assets
from study_app.web._identity import COOKIE
from study_app.web._site import Site

__all__ = ["COOKIE", "Assets", "Site", "participant_app_parts"]
