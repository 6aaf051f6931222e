"""Texts travel as trees, never as HTML."""

from __future__ import annotations

from study_app.flow._markdown import nodes


def test_html_arrives_as_its_text() -> None:
    (paragraph,) = nodes("Hello <script>alert(1)</script>")
    assert "".join(part for part in paragraph.children if isinstance(part, str)) == "Hello <script>alert(1)</script>"


def test_only_safe_addresses_become_links() -> None:
    (paragraph,) = nodes("[a](javascript:alert(1)) [b](https://example.org) [c](mailto:a@example.org)")
    links = [part.href for part in paragraph.children if not isinstance(part, str)]
    assert links == ["https://example.org", "mailto:a@example.org"]


def test_headings_stand_below_the_page_title() -> None:
    assert [node.tag for node in nodes("# One\n\n## Two\n\n### Three")] == ["h2", "h2", "h3"]


def test_a_tight_list_has_no_paragraphs() -> None:
    (items,) = nodes("- one\n- two")
    assert [child.children for child in items.children if not isinstance(child, str)] == [("one",), ("two",)]
