"""Streamlit's options, passed in code, so that the apps are the same from any folder and from an installed package.

Hidden options may vanish with a Streamlit release and then only log a warning: a test looks for each.
"""

from __future__ import annotations

PARTICIPANT_BASE = "study"
"""Path under which Streamlit lies in the participant app; everything else there is ours."""

COMMON: dict[str, str | int | bool] = {
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.maxUploadSize": 1,
    # Hidden. The default collects garbage after every run and holds the interpreter meanwhile: three times the CPU.
    "runner.postScriptGC": False,
    "runner.magicEnabled": False,
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "browser.gatherUsageStats": False,
    "logger.hideWelcomeMessage": True,
    "logger.level": "warning",
}
"""Of both apps; `.streamlit/config.toml` repeats them for those who call `streamlit run` by hand."""

PARTICIPANT: dict[str, str | int | bool] = {
    **COMMON,
    "server.baseUrlPath": PARTICIPANT_BASE,
    "server.maxMessageSize": 4,
    # Locked phones come back late; the default is two minutes.
    "server.disconnectedSessionTTL": 1800,
    "client.showErrorLinks": False,
    "ui.hideTopBar": True,
}
"""Of the participant app."""

CONSOLE: dict[str, str | int | bool] = {
    **COMMON,
    "theme.base": "light",
    "theme.primaryColor": "#0b5a87",
    "theme.backgroundColor": "#ffffff",
    "theme.secondaryBackgroundColor": "#eef2f5",
    "theme.textColor": "#17212b",
    "theme.borderColor": "#d5dde4",
}
"""Of the console."""


def as_flags(options: dict[str, str | int | bool]) -> list[str]:
    """The options as flags of `streamlit run`.

    >>> as_flags({"server.headless": True, "server.maxUploadSize": 1})
    ['--server.headless=true', '--server.maxUploadSize=1']
    """
    return [f"--{name}={str(value).lower() if isinstance(value, bool) else value}" for name, value in options.items()]
