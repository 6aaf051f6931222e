"""The command line: `study`."""

import os

# Before numpy is imported: the models' matrices are small, and two BLAS threads took eight times the CPU of one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from study_app.cli._app import app, main

__all__ = ["app", "main"]
