"""The site that this process serves, opened once from the environment."""

from __future__ import annotations

from functools import cache

from study_app.web import Site


@cache
def current_site() -> Site:
    """The study of `STUDY_FOLDER` on the database of `STUDY_DATABASE_URL`."""
    raise NotImplementedError
