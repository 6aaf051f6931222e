"""Markdown of the researcher as a tree of a few allowed elements; anything else arrives as its text."""

from __future__ import annotations

from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from study_app.flow._views import Node, Tag

_PARSER = MarkdownIt("commonmark", {"html": False})
_TAGS: dict[str, Tag] = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "strong": "strong",
    "em": "em",
    "blockquote": "blockquote",
    "code_inline": "code",
    "hr": "hr",
    "hardbreak": "br",
}


@lru_cache(maxsize=512)
def nodes(markdown: str) -> tuple[Node, ...]:
    """The tree of a text. Headings become h2 and h3, since the page's own title is the h1.

    >>> nodes("Hello *you*")[0].children[1].tag
    'em'
    """
    tree = SyntaxTreeNode(_PARSER.parse(markdown))
    return tuple(part for part in _children(tree) if isinstance(part, Node))


def _children(node: SyntaxTreeNode) -> list[Node | str]:
    parts: list[Node | str] = []
    for child in node.children:
        parts.extend(_convert(child))
    return parts


def _convert(node: SyntaxTreeNode) -> list[Node | str]:
    if node.type == "text":
        return [node.content]
    if node.type == "softbreak":
        return [" "]
    if node.type == "heading":
        return [Node(tag="h2" if node.tag in {"h1", "h2"} else "h3", children=tuple(_children(node)))]
    if node.type == "code_inline":
        return [Node(tag="code", children=(node.content,))]
    if node.type == "link":
        href = str(node.attrs.get("href", ""))
        if href.startswith(("https://", "mailto:")):
            return [Node(tag="a", children=tuple(_children(node)), href=href)]
        return _children(node)
    if node.type == "paragraph" and node.hidden:
        return _children(node)
    tag = _TAGS.get(node.type)
    if tag is None:
        return _children(node) if node.children else [node.content]
    return [Node(tag=tag, children=tuple(_children(node)))]
