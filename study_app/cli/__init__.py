"""The command line: `study`."""

from study_app.cli._app import app, main

__all__ = ["app", "main"]
