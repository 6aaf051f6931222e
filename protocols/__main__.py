"""Write what is made from the models: `python -m protocols`."""

from __future__ import annotations

from pathlib import Path

from protocols._reference import reference
from protocols._schemas import write_schemas

if __name__ == "__main__":
    home = Path(__file__).parent
    write_schemas(home / "schema")
    (home.parent / "docs" / "protocol.md").write_text(reference(), encoding="utf-8")
