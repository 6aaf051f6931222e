"""The export button: the tidy data package as one archive."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import streamlit as st

from db import Database, UserRow, export
from study_app.console._snapshot import Snapshot
from study_app.flow import utc_now


def show_export(database: Database, snapshot: Snapshot, user: UserRow) -> None:
    """Packs on request, so that a look at the console exports nothing."""
    name = f"{snapshot.study.protocol.id}-v{snapshot.version.number}-{snapshot.mode}.zip"
    packed = st.session_state.get(name)
    if packed is None:
        if st.button("Prepare export", icon=":material/folder_zip:", disabled=not snapshot.arrived):
            st.session_state[name] = _pack(database, snapshot, user)
            st.rerun()
        return
    taken = st.download_button(
        "Download export", packed, name, "application/zip", type="primary", icon=":material/download:"
    )
    if taken:
        st.session_state.pop(name, None)


def _pack(database: Database, snapshot: Snapshot, user: UserRow) -> bytes:
    detail = {"study": snapshot.study.protocol.id, "version": snapshot.version.number, "mode": snapshot.mode}
    database.write(lambda record: record.audit(user.name, "export", detail, utc_now()))
    buffer = BytesIO()
    with tempfile.TemporaryDirectory() as folder, ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        number = snapshot.version.number
        export(database, snapshot.study.protocol.id, Path(folder), mode=snapshot.mode, version=number)
        for file in sorted(Path(folder).rglob("*")):
            archive.write(file, file.relative_to(folder))
    return buffer.getvalue()
