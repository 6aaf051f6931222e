"""The researcher console: a Streamlit process of its own, behind a password."""
