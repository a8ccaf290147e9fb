"""Streamlit's manager of files that were sent, over ours: whichever process took one in, the page's own finds it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.uploaded_file_manager import UploadedFileManager, UploadedFileRec, UploadFileUrlInfo

from webcast.web.app_state import app_state, visitor_from

ENDPOINT: Final = "/_stcore/upload_file"
"""Where pages send files: the gate answers there, see :mod:`webcast.web.sending`."""


class SentFiles(UploadedFileManager):
    """The files of :class:`webcast.web.sending.Sending`, as widgets ask for them."""

    def get_files(self, session_id: str, file_ids: Sequence[str]) -> list[UploadedFileRec]:
        """Return files that the visitor of the page that runs has sent."""
        visitor = visitor_from(st.context.cookies) if file_ids else None
        if visitor is None:
            return []
        found = app_state().sending.files(visitor.sid, session_id, file_ids)
        return [UploadedFileRec(sent.id, sent.name, sent.type, sent.data) for sent in found]

    def remove_session_files(self, session_id: str) -> None:
        """Have the files of a page that is gone taken away."""
        app_state().sending.tab_gone(session_id)

    def get_upload_urls(self, session_id: str, file_names: Sequence[str]) -> list[UploadFileUrlInfo]:
        """Return where a page may send files, an address each."""
        addresses = [
            (file_id, f"{ENDPOINT}/{session_id}/{file_id}") for file_id in (str(uuid.uuid4()) for _ in file_names)
        ]
        return [UploadFileUrlInfo(file_id, address, address) for file_id, address in addresses]

    @property
    def stats_families(self) -> Sequence[str]:
        """Return none: what files take is in our own figures."""
        return ()

    def get_stats(self, family_names: Sequence[str] | None = None) -> Mapping[str, Any]:  # noqa: ARG002 as above
        """Return none."""
        return {}


def install() -> None:
    """Have the Streamlit of this process get sent files from us, before anybody is answered."""
    if not Runtime.exists():  # nobody can be answered
        return
    runtime, files = Runtime.instance(), SentFiles()
    # There is no other door: the runtime hands it to scripts, its manager of sessions to each session.
    for holder in (runtime, runtime._session_mgr):  # noqa: SLF001 as above
        vars(holder)["_uploaded_file_mgr"] = files
