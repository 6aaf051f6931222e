"""The built-in demonstration set: thirteen drawn cases with recorded answers."""

from skingen.demo._build import build_demo, neighbours
from skingen.demo._cases import WrittenCase, WrittenSet, written_set

__all__ = ["WrittenCase", "WrittenSet", "build_demo", "neighbours", "written_set"]
