"""Image bytes of a study, known by their opaque file name."""

from __future__ import annotations

from pathlib import Path

from protocols import Study


class ImageStore:
    """Reads images of the stimulus set, and nothing else, from the study's folder."""

    def __init__(self, study: Study) -> None:
        self._folder = None if study.folder is None else study.folder / study.protocol.stimuli
        self._hashes = {image.file.rsplit("/", 1)[-1]: (image.file, image.sha256) for image in study.stimuli.images()}

    def get(self, name: str) -> tuple[bytes, str] | None:
        """Bytes and SHA-256; None if the set has no such image, or no longer."""
        found = self._hashes.get(name)
        if found is None or self._folder is None:
            return None
        file, sha256 = found
        path = Path(self._folder / file)
        return (path.read_bytes(), sha256) if path.is_file() else None
