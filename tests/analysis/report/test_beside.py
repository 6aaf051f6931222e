"""Another process may make part of the page: the page is the same, and a process that dies costs nothing but time."""

import sys
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from types import ModuleType
from typing import Any

import pytest

from analysis.data import Dataset
from analysis.report import render_report, run_report
from tests.analysis.data.made_up import made_up


class Watched(ProcessPoolExecutor):
    """A second process, and what was asked of it."""

    def __init__(self) -> None:
        super().__init__(1, mp_context=get_context("spawn"))
        self.asked: list[Future[Any]] = []

    def submit(self, *arguments: Any, **more: Any) -> Future[Any]:
        self.asked.append(super().submit(*arguments, **more))
        return self.asked[-1]


class Gone(Executor):
    """Its process has gone before anything is asked of it."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        raise BrokenProcessPool


class Dying(Executor):
    """Its process goes before anything is computed."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        lost: Future[Any] = Future()
        lost.set_exception(BrokenProcessPool())
        return lost


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return made_up(participants=8)


@pytest.fixture(scope="module")
def alone(dataset: Dataset) -> str:
    return run_report(dataset)[1]


def test_a_second_process_changes_nothing(dataset: Dataset, alone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # other tests leave scripts there, which would be run
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    second = Watched()
    results, page = run_report(dataset, second)
    assert [asked.exception() for asked in second.asked] == [None]
    assert page == alone == render_report(results)


@pytest.mark.parametrize("beside", [Gone, Dying])
def test_a_process_that_dies_is_done_without(dataset: Dataset, alone: str, beside: type[Executor]) -> None:
    assert run_report(dataset, beside())[1] == alone


def test_what_fails_there_fails_here(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise MemoryError("too many")

    monkeypatch.setattr("analysis.report._report.data_view", refuse)
    with pytest.raises(MemoryError, match="too many"):
        run_report(dataset, ThreadPoolExecutor(1))
