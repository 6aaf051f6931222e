"""The templates of pages, all in the look of the report."""

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, Template


def page_template(name: str, package: str = "analysis.report") -> Template:
    """A template among those of a package; it may extend and import those of the report.

    >>> page_template("macros.html.j2").name
    'macros.html.j2'
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("analysis.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
