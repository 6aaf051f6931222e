"""A process that serves participants pays for nothing that only the console, exports or migrations need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_importing_the_record_loads_no_heavy_library() -> None:
    heavy = ("pandas", "pyarrow", "alembic", "argon2", "scipy", "streamlit", "torch")
    code = f"import sys, db; print([name for name in {heavy!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
