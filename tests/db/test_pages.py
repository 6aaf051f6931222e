"""Pages: one row each, saved once, tried again only under another token."""

from __future__ import annotations

import threading

from db import Database, PageRow, Record, VersionRow
from tests.db.sessions import MINUTE, NOON, answer, join, open_page, salts


def _page(database: Database, version: VersionRow) -> PageRow:
    return database.write(lambda record: open_page(record, join(record, version, "p-1"), 0, "screening"))


def test_opening_again_gives_the_same_page_and_token(database: Database, pilot: VersionRow) -> None:
    page = _page(database, pilot)
    again = database.write(lambda record: record.open_page(page.participant, 0, "screening", "other", NOON + MINUTE))
    assert again == page
    assert database.read(lambda record: record.page_by_token("other")) is None
    assert database.read(lambda record: record.page_by_token(page.token)) == page


def test_a_page_is_saved_once(database: Database, pilot: VersionRow) -> None:
    page = _page(database, pilot)
    assert database.write(lambda record: record.close_page(page, "one", NOON))
    assert not database.write(lambda record: record.close_page(page, "two", NOON + MINUTE))
    saved = database.read(lambda record: record.page_by_token(page.token))
    assert saved is not None
    assert (saved.body_digest, saved.submitted_at) == ("one", NOON)


def test_double_clicks_from_many_threads_store_one_answer(database: Database, pilot: VersionRow) -> None:
    page = _page(database, pilot)
    start = threading.Barrier(8)
    saved: list[bool] = []

    def submit(record: Record) -> bool:
        first = record.close_page(page, "body", NOON)
        if first:
            record.add_answers(page, [answer("training", "yes")], NOON, salts("x"))
        return first

    def click() -> None:
        start.wait()
        saved.append(database.write(submit))

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(saved) == [False] * 7 + [True]
    assert database.read(lambda record: record.answers_of(page.participant)) == {"training": "yes"}


def test_a_failed_try_gets_a_new_token_and_the_old_one_still_leads_here(database: Database, pilot: VersionRow) -> None:
    page = _page(database, pilot)
    assert database.write(lambda record: record.retry_page(page, "wrong body", "second"))
    assert not database.write(lambda record: record.retry_page(page, "wrong body", "third"))
    found = database.read(lambda record: record.page_by_token(page.token))
    assert found is not None
    assert (found.token, found.previous_token, found.attempts) == ("second", page.token, 1)
    assert found.body_digest == "wrong body"
    assert found == database.read(lambda record: record.page_by_token("second"))


def test_pages_come_in_the_order_of_the_plan(database: Database, pilot: VersionRow) -> None:
    def work(record: Record) -> list[str]:
        person = join(record, pilot, "p-1")
        for index, page_id in ((2, "third"), (0, "first"), (1, "second")):
            open_page(record, person, index, page_id)
        return [page.page_id for page in record.pages_of(person)]

    assert database.write(work) == ["first", "second", "third"]
