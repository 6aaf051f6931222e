"""Speed of the mixed models: ratios to R's ordinal::clmm in the same run, and cost against the number of participants.

    OMP_NUM_THREADS=1 python benchmarks/analysis.py [--large] [--json FILE] [--report DATABASE]

`--report` times the parts of `study report` on the simulated sessions of the built-in study in a database instead, in one process,
and then the command itself on the clock.
Without Rscript (or its package ordinal) only our own times are shown. `--large` also runs R at 500 participants with
correlated slopes (about ten minutes) and ours at 20,000 (about half a minute).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

sys.path[0] = str(Path(__file__).parents[1])  # else this file, called like the package, is imported in its place

from analysis import run_plan  # noqa: E402
from analysis.ordinal import clmm  # noqa: E402
from analysis.report import render_report  # noqa: E402
from study_app.sources import read_dataset  # noqa: E402

INTERCEPTS = "comp ~ cond + period + (1 | pid) + (1 | case)"
SLOPE = "comp ~ cond + period + (1 + cond | pid) + (1 | case)"
R_SCRIPT = """
suppressPackageStartupMessages(library(ordinal))
arguments <- commandArgs(TRUE)
d <- read.csv(arguments[1]); for (name in c("pid", "case", "period", "cond")) d[[name]] <- factor(d[[name]])
d$comp <- ordered(d$comp)
cat(sum(system.time(clmm(as.formula(arguments[2]), data = d, Hess = TRUE))[c("user.self", "sys.self")]))
"""


@dataclass(frozen=True)
class Timing:
    """One model at one size."""

    participants: int
    formula: str
    seconds: float
    """Of the whole call, from the tidy frame to standard errors; CPU time, so that a busy machine does not matter."""
    r_seconds: float | None = None
    """Of the same call in R."""

    @property
    def ratio(self) -> float | None:
        """How many times faster than R."""
        return None if self.r_seconds is None else self.r_seconds / self.seconds


def simulate(participants: int, seed: int) -> pd.DataFrame:
    """A crossover of two periods of ten cases: condition .8, participant sd 1, its slope .5, case sd .5 (logits)."""
    rng = np.random.default_rng(seed)
    pid = np.repeat(np.arange(participants), 20)
    case, period = np.tile(np.arange(10), 2 * participants), np.tile(np.repeat([1, 2], 10), participants)
    visual = (pid % 2 == 0) == (period == 2)
    effects = rng.normal(0, [1.0, 0.5], (participants, 2))
    eta = effects[pid, 0] + (0.8 + effects[pid, 1]) * visual + rng.normal(0, 0.5, 10)[case] + 0.15 * (period == 2)
    answers = 1 + np.searchsorted([-2.5, -1.0, 0.3, 1.8], eta + rng.logistic(size=len(eta)))
    columns = {"pid": pid, "case": case, "period": period.astype(str), "cond": np.where(visual, "visual", "text")}
    return pd.DataFrame(columns | {"comp": answers})


def time_ours(data: pd.DataFrame, formula: str, repeats: int) -> float:
    """Median CPU seconds of `repeats` fits."""
    seconds = []
    for _ in range(repeats):
        started = time.process_time()
        clmm(formula, data)
        seconds.append(time.process_time() - started)
    return float(np.median(seconds))


def time_r(data: pd.DataFrame, formula: str) -> float | None:
    """CPU seconds that R takes; None where it is not installed."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        script, table = Path(folder, "time.R"), Path(folder, "data.csv")
        script.write_text(R_SCRIPT)
        data.to_csv(table, index=False)
        run = subprocess.run([rscript, script, table, formula], capture_output=True, text=True, check=False)
    return float(run.stdout) if run.returncode == 0 else None


def time_report(database: str) -> dict[str, float]:
    """CPU seconds of each part of a report, imports included."""
    seconds = {"imports": time.process_time()}
    started = time.process_time()
    dataset = read_dataset(database)
    seconds["tables from the database"] = time.process_time() - started
    results = run_plan(dataset)
    seconds["declared analysis"] = time.process_time() - started - seconds["tables from the database"]
    render_report(results)
    seconds["sensitivity, figures and page"] = time.process_time() - started - sum(list(seconds.values())[1:])
    return seconds


def time_command(database: str) -> float:
    """Seconds on the clock of the command itself, which may use a second process."""
    with tempfile.TemporaryDirectory() as folder:
        run = "from study_app.cli import main; main()"
        command = [sys.executable, "-c", run, "report", "skingen", "--mode", "bot", "--out", f"{folder}/report.html"]
        started = time.perf_counter()
        subprocess.run(
            command, env=os.environ | {"STUDY_DATABASE_URL": database}, check=True, stdout=subprocess.DEVNULL
        )
        return time.perf_counter() - started


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--report", metavar="DATABASE", help="such as sqlite:///data/study.sqlite3")
    arguments = parser.parse_args()
    if arguments.report:
        parts = time_report(arguments.report)
        for part, seconds in (parts | {"in all": sum(parts.values())}).items():
            print(f"{seconds:8.1f}  {part}")
        print(f"{time_command(arguments.report):8.1f}  the command on the clock")
        return
    against_r = [(32, INTERCEPTS), (32, SLOPE)] + [(500, SLOPE)] * arguments.large
    alone = [500, 2000, 5000] + [20000] * arguments.large
    timings = []
    for participants, formula in against_r:
        data = simulate(participants, seed=1)
        timings.append(Timing(participants, formula, time_ours(data, formula, 5), time_r(data, formula)))
    timings += [Timing(n, SLOPE, time_ours(simulate(n, seed=1), SLOPE, 1)) for n in alone]
    print(f"{'participants':>12} {'seconds':>9} {'R':>9} {'times':>7} {'ms a participant':>17}  model")
    for timing in timings:
        theirs = "-" if timing.r_seconds is None else f"{timing.r_seconds:.2f}"
        ratio = "-" if timing.ratio is None else f"{timing.ratio:.0f}"
        each = 1000 * timing.seconds / timing.participants
        print(
            f"{timing.participants:>12} {timing.seconds:>9.3f} {theirs:>9} {ratio:>7} {each:>17.2f}  {timing.formula}"
        )
    if arguments.json:
        arguments.json.write_text(
            json.dumps([asdict(timing) | {"ratio": timing.ratio} for timing in timings], indent=2)
        )


if __name__ == "__main__":
    main()
