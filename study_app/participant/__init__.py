"""The participant app as a process: Streamlit, with routes of our own beside it."""
