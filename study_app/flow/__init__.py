"""The session state machine; pages, bots and tests all drive it, and it never imports streamlit."""
