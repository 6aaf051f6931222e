"""`study export` and `study report`: what was recorded, and what it says."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from study_app.cli._arguments import Json, Study

if TYPE_CHECKING:
    from db import Database, Record


class Mode(StrEnum):
    """Kind of sessions."""

    LIVE = "live"
    PILOT = "pilot"
    BOT = "bot"


ChosenMode = Annotated[
    Mode | None,
    typer.Option("--mode", help="Live if anyone took part live, else pilot or bot, whichever has more sessions."),
]
ChosenVersion = Annotated[
    int | None, typer.Option("--version", min=1, help="The newest one in which anyone took part.", show_default=False)
]


@dataclass(frozen=True)
class Part:
    """One version's sessions of one mode."""

    version: int
    """Number of the version."""
    mode: str
    """live, pilot or bot."""
    participants: int
    """How many arrived."""


def export(
    study: Study,
    out: Annotated[Path, typer.Option(help="Folder to write, made if need be.", file_okay=False)],
    mode: ChosenMode = None,
    version: ChosenVersion = None,
    include_recruitment_ids: Annotated[
        bool, typer.Option("--include-recruitment-ids", help="Also write a table of recruitment ids: personal data.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write the tidy data package: tables, codebook, protocol, fingerprint."""
    from db import export as write
    from study_app.cli._database import existing_database

    database = existing_database()
    name, part = _chosen(database, study, mode, version, include_recruitment_ids)
    summary = write(
        database, name, out, mode=part.mode, version=part.version, include_recruitment_ids=include_recruitment_ids
    )
    if as_json:
        typer.echo(json.dumps(asdict(summary), default=str, indent=2))
        return
    typer.echo(f"Version {summary.version}, {summary.mode} sessions, written to {summary.folder}")
    for table, rows in summary.rows.items():
        typer.echo(f"{rows:8}  {table}")
    if summary.withheld:
        typer.echo("Conditions and sequences are withheld until unblinding.")


def report(
    out: Annotated[Path, typer.Option(help="HTML file to write.", dir_okay=False)],
    study: Annotated[
        str | None, typer.Argument(metavar="[STUDY]", help="Folder of a study, or name of a built-in one.")
    ] = None,
    mode: ChosenMode = None,
    version: ChosenVersion = None,
    tables: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the tables of a study as CSV, LaTeX and Word.", file_okay=False, show_default=False
        ),
    ] = None,
    pdf: Annotated[
        Path | None,
        typer.Option(help="PDF file of the same page; needs Chromium or Chrome.", dir_okay=False, show_default=False),
    ] = None,
    figures: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the figures as SVG and PDF; needs Chromium or Chrome.", file_okay=False, show_default=False
        ),
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(help="A long CSV file from elsewhere instead of a study.", dir_okay=False)
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--map",
            metavar="PART=COLUMN,…",
            help="Which column plays which part: participant, condition, outcome, and if there are any period and case.",
        ),
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(help="Reference condition of the CSV file.", show_default="the first one in the alphabet"),
    ] = None,
) -> None:
    """Run the pre-declared analysis and write it as one self-contained page; or analyse a CSV file from elsewhere."""
    if (study is None) == (csv is None):
        raise typer.BadParameter("name either a study, or a file with --csv", param_hint="STUDY")
    if csv is not None:
        if tables is not None:
            raise typer.BadParameter("--tables belongs to a study", param_hint="--tables")
        if columns is None:
            raise typer.BadParameter("--csv needs --map participant=…,condition=…,outcome=…", param_hint="--map")
        page = _report_csv(csv, columns, reference, out)
    elif columns is not None or reference is not None:
        raise typer.BadParameter("--map and --reference belong to --csv", param_hint="--map")
    else:
        page = _report_study(str(study), mode, version, out, tables)
    _print(page, pdf, figures)


def _report_csv(csv: Path, columns: str, reference: str | None, out: Path) -> str:
    """The page that was written."""
    from analysis import AnalysisError
    from analysis.foreign import analyse, foreign_page, parse_map, read_csv
    from study_app.cli._files import write_text
    from study_app.cli._problems import as_command_error

    with as_command_error(AnalysisError):
        page = foreign_page(analyse(read_csv(csv, parse_map(columns), reference=reference)))
    write_text(out, page, "report")
    typer.echo(f"{csv} reported in {out}")
    return page


def _report_study(study: str, mode: str | None, version: int | None, out: Path, tables: Path | None) -> str:
    """The page that was written."""
    from study_app.cli._beside import second_process
    from study_app.cli._database import existing_database
    from study_app.cli._files import write_text, written
    from study_app.cli._problems import as_command_error
    from study_app.sources import recorded_dataset

    database = existing_database()
    name, part = _chosen(database, study, mode, version)
    with second_process(part.participants, "analysis.report") as beside:
        from analysis import AnalysisError
        from analysis.report import run_report
        from analysis.tables import write_tables

        with as_command_error(AnalysisError):
            results, page = run_report(recorded_dataset(database, name, part.mode, part.version), beside)
    write_text(out, page, "report")
    typer.echo(f"Version {part.version}, {part.mode} sessions, reported in {out}")
    if tables is not None:
        with written(tables, "tables") as target:
            write_tables(results, target)
        typer.echo(f"Tables written to {tables}")
    return page


def _print(page: str, pdf: Path | None, figures: Path | None) -> None:
    """The page as PDF and its figures as files, where they were asked for."""
    if pdf is None and figures is None:
        return
    from analysis import AnalysisError
    from analysis.printing import write_figures, write_pdf
    from study_app.cli._files import written
    from study_app.cli._problems import as_command_error

    with as_command_error(AnalysisError):
        if pdf is not None:
            with written(pdf, "PDF") as target:
                write_pdf(page, target)
            typer.echo(f"PDF written to {pdf}")
        if figures is not None:
            with written(figures, "figures") as target:
                write_figures(page, target)
            typer.echo(f"Figures written to {figures}")


def _chosen(
    database: Database, study: str, mode: str | None, version: int | None, with_ids: bool = False
) -> tuple[str, Part]:
    """Id of the study, and the sessions that are meant; that they are read is audited."""
    from study_app.cli._database import ACTOR
    from study_app.flow import end_absent_sessions, utc_now
    from study_app.runtime import study_id

    name = study_id(database, study)
    end_absent_sessions(database, name, utc_now())
    part = database.read(lambda record: _choose(record, name, mode, version))
    detail = {"study": name, **asdict(part), "recruitment_ids": with_ids}
    database.write(lambda record: record.audit(ACTOR, "export", detail, utc_now()))
    return name, part


def _choose(record: Record, study_id: str, mode: str | None, version: int | None) -> Part:
    """The sessions that are meant; `CommandError` if there are none."""
    from study_app.cli._problems import CommandError

    parts = [
        Part(row.number, each.value, len(record.participants(row.id, each.value)))
        for row in record.versions(study_id)
        for each in Mode
        if version in {None, row.number} and mode in {None, each.value}
    ]
    parts = [part for part in parts if part.participants]
    if not parts:
        asked = " ".join([*([f"version {version}"] if version else []), *([f"{mode} mode"] if mode else [])])
        raise CommandError(f"Nobody has taken part in {study_id}{asked and ' in ' + asked} yet.")
    live = [part for part in parts if part.mode == Mode.LIVE]
    largest = max(parts, key=lambda part: part.participants).mode
    return max(live or [part for part in parts if part.mode == largest], key=lambda part: part.version)
