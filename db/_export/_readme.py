"""What lies beside the tables: a README for people, and metadata in the form of Psych-DS for machines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db._export._sessions import Sessions
from protocols import in_language

_TABLES = {
    "participants": "one row a participant",
    "allocations": "one row a line of the allocation ledger",
    "trials": "one row a participant and case; practice is left out",
    "responses": "one row an item",
    "timings": "one row a duration measured in the browser",
    "events": "one row something that happened in the browser or on the server",
    "recruitment_ids": "one row a participant who came through a recruitment service: personal data",
}


def readme(sessions: Sessions, rows: Mapping[str, int]) -> str:
    """Plain text: what the files are, and what is withheld."""
    version = sessions.version
    lines = [
        f"{_title(sessions)}",
        "",
        f"Study {version.study_id}, version {version.number}, {sessions.mode} sessions.",
        f"Fingerprint {version.fingerprint}",
        "",
        "Every table is there as CSV (UTF-8, comma, missing values are empty cells, booleans are 0 and 1) and as Parquet.",
        "",
    ]
    lines += [f"{table}: {_TABLES[table]} ({count} rows)." for table, count in rows.items()]
    lines += [
        "",
        "codebook.csv: one row a column, and one row an item behind the column value of responses.",
        "protocol.json: the frozen protocol with instruments, texts and stimulus manifest, and its fingerprint.",
        "ledger.json: number of rows and last hash of the two hash chains when this export was made.",
        "runtimes.json: the software on which pages were saved, every package with its version, by hash.",
        "dataset_description.json: metadata in the form of Psych-DS.",
    ]
    if sessions.mode == "bot":
        lines.append("simulation.json: how bots made these data, and their true effects. Nobody took part.")
    if sessions.secret is not None:
        lines.append("secret.json: the allocation secret, from which every list can be derived, and its commitment.")
    if sessions.withheld:
        lines += ["", "Conditions and sequences, and what gives them away, are withheld until unblinding."]
    lines += [
        "",
        "The hash chains end in these heads. Keep them: study audit --expect-head tells later whether a chain",
    ]
    lines += ["was rewritten since."]
    lines += [f"  {head}" for head in sessions.heads]
    if sessions.study.stimuli.purpose == "demonstration":
        lines += ["", "The stimulus set is a demonstration: effects in these data say nothing about SkinGEN."]
    lines += ["", "An apostrophe in front of = + - or @ keeps spreadsheets from running a participant's words.", ""]
    return "\n".join(lines)


def dataset_description(sessions: Sessions, codebook: list[dict[str, str]]) -> dict[str, Any]:
    """Psych-DS metadata: schema.org JSON-LD with one variable for each column header."""
    contact = sessions.study.protocol.contact
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": _title(sessions),
        "description": sessions.study.protocol.description.strip(),
        "identifier": sessions.version.fingerprint,
        "version": f"{sessions.version.number} ({sessions.mode})",
        "creator": {"@type": "Organization", "name": contact.institution, "email": contact.email},
        "variableMeasured": _variables(codebook),
    }


def _variables(codebook: list[dict[str, str]]) -> list[dict[str, str]]:
    meanings: dict[str, dict[str, list[str]]] = {}
    units: dict[str, str] = {}
    for row in codebook:
        if not row["item"]:
            meanings.setdefault(row["column"], {}).setdefault(row["description"], []).append(row["table"])
            units.setdefault(row["column"], row["unit"])
    return [
        {
            "@type": "PropertyValue",
            "name": column,
            "description": " ".join(f"{text} ({', '.join(tables)})" for text, tables in described.items()),
            "unitText": units[column],
        }
        for column, described in meanings.items()
    ]


def _title(sessions: Sessions) -> str:
    language = sessions.study.protocol.languages[0]
    return in_language(sessions.study.protocol.title, language, language)
