from __future__ import annotations

import subprocess
import sys


def test_what_a_participant_needs_loads_no_numeric_stack() -> None:
    """`import streamlit` itself is left out: what it pulls is its own business."""
    script = (
        "import sys\nimport study_app.participant.site\n"
        "heavy = {'pandas', 'plotly', 'scipy', 'statsmodels', 'torch', 'transformers', 'diffusers', 'PIL'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or None)"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
