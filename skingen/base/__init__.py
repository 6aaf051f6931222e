"""Base models: Stable Diffusion 1.x, 2.x and XL pipelines by name, folder, or the one embedded here."""

from skingen._door import lazily
from skingen.base._errors import BaseModelError, OutOfMemoryError

__all__ = [
    "Base",
    "BaseModelError",
    "Family",
    "Machine",
    "OutOfMemoryError",
    "Precision",
    "decode",
    "load_base",
    "machine",
    "memory_guard",
    "quietly",
    "weights_hash",
]

__getattr__ = lazily(
    __name__,
    {
        "Base": "_base",
        "Family": "_base",
        "Machine": "_machine",
        "Precision": "_machine",
        "decode": "_decode",
        "load_base": "_base",
        "machine": "_machine",
        "memory_guard": "_machine",
        "quietly": "_quietly",
        "weights_hash": "_hash",
    },
)
