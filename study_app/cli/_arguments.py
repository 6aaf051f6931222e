"""Arguments that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Study = Annotated[str, typer.Argument(metavar="STUDY", help="Folder of a study, or name of a built-in one.")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
