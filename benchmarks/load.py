"""How the participant app bears N participants at once: `python -m benchmarks.load --browsers 200`.

Starts a server of its own on a database of its own, with N simulated browsers (page load with Streamlit's websocket
open, then submits with think time), and reports latency, server CPU per submit and per page load, and whether a row was
lost or doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil

from benchmarks._browser import Browser
from protocols import Study, load_study
from study_app.bots import Effects, Persona, Respondent, all_items, draw_world

STUDY = Path(__file__).parents[1] / "protocols" / "skingen"


def main() -> None:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--study", type=Path, default=STUDY)
    parser.add_argument("--browsers", type=int, default=200)
    parser.add_argument("--pages", type=int, default=12, help="submits a browser")
    parser.add_argument("--think", type=float, default=3.0, help="mean seconds between acknowledgement and submit")
    parser.add_argument("--arrivals", type=float, default=8.0, help="browsers that arrive a second")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "study.sqlite3"
        port = _free_port()
        server = _serve(arguments.study, database, port)
        try:
            result = asyncio.run(_run(arguments, port, psutil.Process(server.pid)))
        finally:
            server.terminate()
            server.wait()
        result |= _rows(database, result.pop("saved"))
    print(json.dumps(result, indent=2))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(study: Path, database: Path, port: int) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "STUDY_DATABASE_URL": f"sqlite:///{database}",
        "STUDY_FOLDER": str(study),
        "OMP_NUM_THREADS": "1",
    }
    prepare = "from study_app.runtime import *; from db import Database; d = Database(database_url()); d.migrate()"
    subprocess.run([sys.executable, "-c", prepare], env=environment, check=True)
    command = [sys.executable, "-m", "study_app.participant", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit("the server ended before anyone came; its reason stands above")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.1)
    raise SystemExit("the server did not start within 30 seconds")


async def _run(arguments: argparse.Namespace, port: int, server: psutil.Process) -> dict[str, object]:
    study = load_study(arguments.study)
    browsers = [_browser(study, port, seed, arguments.think) for seed in range(arguments.browsers)]
    loading = _cpu(server)
    warm = _browser(study, port, 10**6, 0.0)
    await warm.run(1)
    before = _cpu(server)
    started = time.perf_counter()

    async def arrive(number: int, browser: Browser) -> None:
        await asyncio.sleep(number / arguments.arrivals)
        await browser.run(arguments.pages)

    await asyncio.gather(*(arrive(number, browser) for number, browser in enumerate(browsers)))
    elapsed, total = time.perf_counter() - started, _cpu(server) - before
    load_cpu = await _load_cpu(study, port, server)
    submits = np.array([latency for browser in browsers for latency in browser.submits])
    loads = np.array([latency for browser in browsers for latency in browser.loads])
    return {
        "browsers": len(browsers),
        "submits": len(submits),
        "seconds": round(elapsed, 1),
        "start_cpu_s": round(before - loading, 2),
        "submit_p50_ms": round(float(np.quantile(submits, 0.5)), 1),
        "submit_p95_ms": round(float(np.quantile(submits, 0.95)), 1),
        "load_p50_ms": round(float(np.quantile(loads, 0.5)), 1),
        "load_p95_ms": round(float(np.quantile(loads, 0.95)), 1),
        "load_cpu_ms": round(load_cpu, 1),
        "submit_cpu_ms": round((1000 * total - load_cpu * len(loads)) / len(submits), 2),
        "submits_a_second": round(len(submits) / elapsed, 1),
        "saved": sum(browser.saved for browser in [*browsers, warm]),
    }


async def _load_cpu(study: Study, port: int, server: psutil.Process, loads: int = 40) -> float:
    """Server CPU of a page load with its join, milliseconds, one after the other."""
    before = _cpu(server)
    for seed in range(loads):
        await _browser(study, port, 10**7 + seed, 0.0).run(0)
    return 1000 * (_cpu(server) - before) / loads


def _browser(study: Study, port: int, seed: int, think: float) -> Browser:
    rng = np.random.default_rng(seed)
    persona = Persona.draw(Effects(), draw_world(study, rng), rng, careless=0.0)
    return Browser(port, Respondent(study, {item.id: item for item in all_items(study)}, persona), think)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _rows(database: Path, saved: int) -> dict[str, object]:
    with sqlite3.connect(database) as connection:
        rows = connection.execute("select count(*) from responses where missing in ('', 'prefer_not')").fetchone()[0]
        distinct = "select count(*) from (select distinct participant_id, page_id, item from responses)"
        unique, every = connection.execute(f"select ({distinct}), (select count(*) from responses)").fetchone()
    return {"answers_acknowledged": saved, "answers_stored": rows, "doubled": every - unique}


if __name__ == "__main__":
    main()
