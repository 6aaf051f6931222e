"""The site that this process serves, opened once from the environment."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from db import Database
from study_app.runtime import database_url, open_study
from study_app.web import Assets, Site

FRONTEND = Path(__file__).parents[1] / "frontend"


@cache
def current_site() -> Site:
    """The study in the folder `STUDY_FOLDER`, on the database that `STUDY_DATABASE_URL` names.

    `STUDY_VERSION` asks for a preview of that version.
    """
    database = Database(database_url())
    number = os.environ.get("STUDY_VERSION")
    flow = open_study(database, os.environ["STUDY_FOLDER"], None if number is None else int(number)).flow()
    return Site(flow, Assets(FRONTEND), flow.landing().study_title, database.check_writable)
