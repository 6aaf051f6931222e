"""Streamlit's script: runs once a page load and mounts one component, which shows view after view."""

import streamlit as st

from db import StorageError
from study_app.flow import words
from study_app.participant.site import current_site
from study_app.web import COOKIE

LOADER = """
export default function ({ data, parentElement }) {
  const main = new URL(`${data.assets}/main.js`, document.baseURI).href;
  const mounting = import(main).then(({ mount }) => mount(parentElement, data));
  mounting.catch((error) => {
    console.error(error);
    parentElement.append(data.trouble);
  });
  return () => mounting.then((unmount) => unmount(), () => undefined);
}
"""
"""Streamlit mounts inline scripts as `blob:` modules: only an absolute address of ours can be imported from there."""

site = current_site()
st.set_page_config(page_title=site.title, layout="wide")

linked = st.query_params.get("p")
token = linked or st.context.cookies.get(COOKIE)
try:
    view = site.flow.view(token) if token else None
except StorageError:
    view = None  # the component asks `/api/session` itself and says that it keeps trying

st.components.v2.component("study_page", js=LOADER)(
    key="study_page",
    data={
        "view": view and view.model_dump(mode="json"),
        "api": "/api",
        "assets": site.assets.base,
        "credential": linked,
        "trouble": words(view.language if view else st.context.locale or "en")["broken"],
    },
)
