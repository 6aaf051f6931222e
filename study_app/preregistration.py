"""What a registry should hold of a study before anybody takes part: one archive, byte for byte the same for the same study."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from db import VersionRow, WrittenHead, codebook
from protocols import Hypothesis, ImageReview, Study, canonical_json, in_language

if TYPE_CHECKING:
    from analysis.power import PowerCurve

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Time of every file in the archive: the earliest that the format knows."""


@dataclass(frozen=True)
class Launch:
    """What the record says of the launched version with the fingerprint of the study."""

    version: VersionRow
    """The version."""
    heads: tuple[WrittenHead, ...]
    """Where its chains of live sessions end now: allocations, then answers."""


def archive(study: Study, launch: Launch | None, curve: PowerCurve | None) -> bytes:
    """The ZIP archive: files in the order of their names, uncompressed, without times.

    Parameters
    ----------
    study
        The study as it is to be registered.
    launch
        Where it was launched: its version, with the commitment to the allocation secret.
    curve
        Power of the primary hypotheses, where it was simulated.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for name, content in sorted(files(study, launch, curve).items()):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            packed.writestr(entry, content)
    return target.getvalue()


def files(study: Study, launch: Launch | None, curve: PowerCurve | None) -> Mapping[str, bytes]:
    """The files of the archive by name."""
    found = {
        "README.md": readme(study, launch, curve).encode(),
        "plan.md": plan_words(study).encode(),
        "protocol.json": canonical_json(study.payload() | {"fingerprint": study.fingerprint}),
        "codebook.csv": codebook(study),
    }
    if launch is not None:
        found["launch.json"] = _json(
            {
                "version": launch.version.number,
                "fingerprint": launch.version.fingerprint,
                "secret_commitment": launch.version.secret_commitment,
                "heads": [str(head) for head in launch.heads],
            }
        )
    if curve is not None:
        found["power.json"] = _json(
            {
                "seed": curve.seed,
                "alpha": curve.alpha,
                "correction": curve.correction,
                "assumptions": asdict(curve.assumptions),
                "effects": [asdict(effect) for effect in curve.effects],
                "power": json.loads(curve.table.to_json(orient="records", double_precision=10)),
                "messages": curve.messages,
            }
        )
    return found


def readme(study: Study, launch: Launch | None, curve: PowerCurve | None) -> str:
    """Answers to the questions that OSF and AsPredicted ask, in Markdown, and what the other files are."""
    protocol = study.protocol
    plan, design, allocation = protocol.analysis, protocol.design, protocol.allocation
    language = protocol.languages[0]
    titles = ", ".join(f"`{condition.id}` ({condition.title})" for condition in design.conditions)
    outcomes = [f"- {outcome.title} ({outcome.unit})" for outcome in plan.outcomes] + _reviewed(plan.review)
    rules = [f"- `{rule.id}`: {rule.rule.replace('_', ' ')}, limit {rule.limit:g}" for rule in plan.exclusions]
    primary = [_hypothesis(each) for each in plan.hypotheses if each.family == "primary"]
    secondary = [_hypothesis(each) for each in plan.hypotheses if each.family == "secondary"]
    parts = [
        f"# {in_language(protocol.title, language)}",
        "Preregistration. The answers below follow the forms of OSF (“OSF Preregistration”) and AsPredicted; the complete plan is in "
        "`plan.md` and, for machines, in `protocol.json`.",
        "## Study information",
        protocol.description,
        f"Contact: {in_language(protocol.contact.name, language)}, {protocol.contact.email}, {protocol.contact.institution}. "
        f"Ethics: {protocol.contact.ethics}.",
        "## Have any data been collected?",
        _collected(launch),
        "## Hypotheses (primary)",
        "\n".join(primary) or "None.",
        "## Hypotheses (secondary)",
        "\n".join(secondary) or "None.",
        "## Dependent variables",
        "\n".join(outcomes) or "None.",
        "## Conditions and allocation",
        f"Design: {design.kind}. Conditions: {titles}; reference: `{plan.reference}`. Allocation: "
        f"{allocation.method.replace('_', ' ')}, decided when the first case is asked for.",
        "## Analyses",
        f"Exactly the declared analysis (`plan.md`), run by the software on the frozen protocol. Level {plan.alpha:g}, two-sided; "
        f"correction over the primary family: {plan.correction}.",
        "## Outliers and exclusions",
        "The primary set is everyone allocated, without exclusions. A per-protocol set without these participants stands beside it:\n\n"
        + ("\n".join(rules) or "- none"),
        "## Sample size",
        f"{allocation.target} participants are to be allocated. {_power_words(curve)}",
        "## Other",
        f"Stimulus set `{study.stimuli.id}`, purpose: {study.stimuli.purpose}. Everything that the plan did not promise is reported as "
        "exploratory.",
        "## Files and proof",
        _proof(study, launch, curve),
    ]
    return "\n\n".join(parts) + "\n"


def plan_words(study: Study) -> str:
    """The analysis plan as the report's methods section will state it, in Markdown."""
    import pandas as pd

    from analysis.data import TABLES, Dataset
    from analysis.report import methods

    empty = {table: pd.DataFrame(columns=list(columns)) for table, columns in TABLES.items()}
    paragraphs = methods(Dataset.from_frames(empty, study))
    first = "These paragraphs follow from the frozen plan, in the words in which the report will print them."
    return "\n\n".join(["# Analysis plan", first, *paragraphs]) + "\n"


def _reviewed(review: ImageReview | None) -> list[str]:
    """What an image review measures."""
    if review is None:
        return []
    rated = [
        f"- Clinical relevance (item `{review.relevance}`): share of ratings, agreement",
        f"- Diagnosis named (item `{review.diagnosis}`): share that is the one meant, confusion",
        f"- Origin guessed (item `{review.origin}`): d' of telling pictures of origin `{review.genuine}` from the others",
    ]
    return rated if review.realism is None else [*rated, f"- Realism (item `{review.realism}`): mean by origin"]


def _hypothesis(hypothesis: Hypothesis) -> str:
    small = (
        "" if hypothesis.smallest_effect is None else f" Smallest effect of interest: {hypothesis.smallest_effect:g}."
    )
    model = "" if hypothesis.model is None else f" Model: `{hypothesis.model}`."
    return f"- **{hypothesis.id.upper()}** {hypothesis.statement}{small}{model}"


def _collected(launch: Launch | None) -> str:
    if launch is None:
        return "No. This study has not been launched; live sessions are impossible before that."
    allocated = launch.heads[0].head.length
    if not allocated and not launch.heads[1].head.length:
        return "No. The study is launched, and nobody has been allocated or has answered: both chains of the record are empty."
    return (
        f"Yes. When this archive was made, {allocated} participants had been allocated. Conditions are withheld from everyone until "
        "the study is unblinded, which is audited."
    )


def _power_words(curve: PowerCurve | None) -> str:
    if curve is None:
        return "No power was simulated for this archive."
    from analysis.power import method_words

    rows = [
        f"{row.hypothesis.upper()} {row.power:.0%} [{row.ci_low:.0%}, {row.ci_high:.0%}] with {row.participants}"
        for row in curve.table.itertuples()
    ]
    return f"{method_words(curve)} Power: {'; '.join(rows)}. Assumptions are in `power.json`."


def _proof(study: Study, launch: Launch | None, curve: PowerCurve | None) -> str:
    lines = [
        f"- `protocol.json`: protocol, instruments, texts and stimulus manifest. Its fingerprint is `{study.fingerprint}`, the SHA-256 of "
        "this file's canonical JSON without the field `fingerprint`.",
        "- `plan.md`: the analysis in words. `codebook.csv`: every column and item of the data to come.",
    ]
    if curve is not None:
        lines.append("- `power.json`: simulated power with all assumptions and the seed.")
    if launch is not None:
        heads = ", ".join(f"`{head}`" for head in launch.heads)
        lines.append(
            f"- `launch.json`: version {launch.version.number}; commitment to the allocation secret `{launch.version.secret_commitment}` "
            f"(its SHA-256, the secret is revealed after recruitment); heads of the record's hash chains {heads}. `study audit "
            "--expect-head` holds the record to them."
        )
    return "\n".join(lines)


def _json(content: Mapping[str, object]) -> bytes:
    return (json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
