"""A report's page on paper, and its figures as files, by a Chromium of this machine."""

from analysis.printing._browser import Browser, find_browser
from analysis.printing._errors import BrowserError
from analysis.printing._page import Page
from analysis.printing._renderer import show_static
from analysis.printing._write import figure_svg, write_figures, write_pdf

__all__ = [
    "Browser",
    "BrowserError",
    "Page",
    "figure_svg",
    "find_browser",
    "show_static",
    "write_figures",
    "write_pdf",
]
