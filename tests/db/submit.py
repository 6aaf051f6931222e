"""A process that submits pages until it is killed: `python -m tests.db.submit URL NAME`.

A page is printed only after its commit, as an acknowledgement is sent to a browser.
"""

from __future__ import annotations

import secrets
import sys

from db import Database, Record
from tests.db.sessions import NOON, answer


def main(url: str, name: str) -> None:
    database = Database(url)

    def submit(record: Record) -> str:
        person = record.participant_by_pseudonym(name)
        assert person is not None
        page = record.page(person, f"page_{person.page_index}")
        assert page is not None
        assert record.close_page(page, "body", NOON)
        rows = [answer(f"item_{number}", number, item_position=number) for number in range(1, 9)]
        record.add_answers(page, rows, NOON, secrets.token_bytes)
        index = person.page_index + 1
        record.open_page(record.move_to(person, index, NOON), index, f"page_{index}", secrets.token_hex(8), NOON)
        return page.page_id

    while True:
        print(database.write(submit), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
