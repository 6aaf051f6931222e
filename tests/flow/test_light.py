"""A participant's process imports nothing that a session does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"

SESSION = """
import sys
from study_app.flow import Joined, SessionFlow, Submission, utc_now
from study_app.web import Assets, Site, participant_app_parts
from db import Database
from protocols import load_study

database = Database(f"sqlite:///{sys.argv[1]}")
database.migrate()
study = load_study(sys.argv[2])
version = database.write(lambda record: record.register_version(study, "pilot", utc_now()))
flow = SessionFlow(database, version, study, mode="pilot")
joined = flow.join()
assert isinstance(joined, Joined)
outcome = flow.submit(joined.token, joined.view.page_token, Submission(answers={"agreement": "agreed"}))
assert outcome.status == "saved", outcome
database.close()
heavy = {"streamlit", "pandas", "plotly", "scipy", "statsmodels", "pyarrow", "torch", "transformers", "diffusers", "peft"}
print(",".join(sorted(heavy & set(sys.modules))))
"""


def test_a_session_loads_neither_statistics_nor_models(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SESSION, str(tmp_path / "study.sqlite3"), str(STUDY)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == ""
