"""The tidy tables: every column with its kind, unit and meaning. Codebook, CSV and Parquet all read this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "number", "boolean", "moment"]


@dataclass(frozen=True)
class Column:
    """One column."""

    name: str
    """Header."""
    kind: Kind
    """`moment` is UTC, ISO 8601 with milliseconds; `boolean` is 0 or 1 in CSV."""
    description: str
    """Meaning, one sentence."""
    unit: str = ""
    """Unit."""
    values: str = ""
    """Possible values, where they are few."""
    blinded: bool = False
    """Whether it is left empty in a live study before unblinding."""


_PARTICIPANT = Column("participant", "text", "Random name of the participant; not the recruitment id.")
_SEQUENCE = Column("sequence", "text", "Sequence of conditions to which the participant was allocated.", blinded=True)
_STRATUM = Column("stratum", "text", "Stratum of the allocation, in coarse levels.")
_FINGERPRINT = Column("fingerprint", "text", "SHA-256 of the frozen protocol, instruments, texts and stimuli.")
_PAGE = Column("page", "text", "Page of the session: p2.t08.final is the step `final` of case 8 in period 2.")
_PERIOD = Column("period", "integer", "Period; empty before and after the periods.")
_POSITION = Column("position", "integer", "Number of the case in the session; 0 in practice, empty elsewhere.")
_CASE = Column("case", "text", "Case of the stimulus set.")
_CONDITION = Column("condition", "text", "Experimental condition.", blinded=True)
_STATUSES = "invited; declined; screened_out; consented; allocated; active; completed; withdrawn; timed_out"

PARTICIPANTS = (
    _PARTICIPANT,
    Column("study", "text", "Study."),
    Column("version", "integer", "Number of the frozen version."),
    _FINGERPRINT,
    Column("mode", "text", "Mode of the session.", values="live; pilot; bot"),
    Column("status", "text", "Where the session stands or how it ended.", values=_STATUSES),
    Column("language", "text", "Language of the session, BCP 47."),
    _STRATUM,
    _SEQUENCE,
    Column("created_at", "moment", "First contact."),
    Column("consented_at", "moment", "Consent."),
    Column("allocated_at", "moment", "Allocation."),
    Column("completed_at", "moment", "Last page saved."),
    Column("last_page", "text", "Last page opened; after erasure only the last period reached, as p1 or p2."),
    Column("screen_out_code", "text", "Code of the rule that ended the session."),
    Column("duration_seconds", "number", "From first contact to the last page, by the server's clock.", "s"),
    Column("failed_attention_checks", "integer", "Attention checks answered differently from the instruction."),
    Column("runtimes", "text", "Software that saved the pages: first 12 digits of each hash, joined by semicolons."),
)

ALLOCATIONS = (
    Column("row", "integer", "Number of the row in the ledger, from 1."),
    _PARTICIPANT,
    _STRATUM,
    Column("block", "integer", "Block of the stratum's list, from 1; 0 without blocks.", blinded=True),
    Column("slot", "integer", "Place in the block, from 1; 0 without blocks.", blinded=True),
    _SEQUENCE,
    Column("method", "text", "Allocation method.", values="permuted_blocks; minimization; simple"),
    Column("stream_index", "integer", "Place in the list, from 0; empty if it replaces another slot.", blinded=True),
    Column("replaces", "integer", "Row whose vacated sequence this one repeats.", blinded=True),
    Column("put_up", "text", "Rows whose vacated slots were put up again with it, joined by semicolons.", blinded=True),
    Column("allocated_at", "moment", "When the slot was claimed."),
    _FINGERPRINT,
    Column("nonce", "text", "128 bits that keep the hash from giving the sequence away.", blinded=True),
    Column("previous_hash", "text", "Hash of the row before; of row 1, the fingerprint."),
    Column("hash", "text", "SHA-256 over the row's content and the previous hash; docs/data.md says how."),
)

TRIALS = (
    _PARTICIPANT,
    _SEQUENCE,
    _PERIOD,
    _POSITION,
    _CASE,
    Column("case_set", "text", "Case set of the design."),
    _CONDITION,
    Column("label", "text", "Public name under which the AI appeared.", blinded=True),
    Column("skin_type", "text", "Fitzpatrick skin type in the photo.", values="I; II; III; IV; V; VI"),
    Column("origin", "text", "How the picture was made.", values="photo; generated; drawn"),
    Column("truth", "text", "True diagnosis."),
    Column("ai_answer", "text", "Diagnosis that the AI named; empty where it was not asked."),
    Column("ai_correct", "boolean", "Whether the AI named the true diagnosis; empty where it was not asked."),
    Column(
        "skipped", "boolean", "Whether the participant skipped the case, on its first page, before the AI's answer."
    ),
    Column("first_judgement", "text", "Participant's diagnosis before the AI's answer."),
    Column("first_confidence", "number", "Confidence in it.", "%", "0 to 100"),
    Column("first_correct", "boolean", "Whether it is the true diagnosis."),
    Column("final_judgement", "text", "Participant's diagnosis with the AI's answer."),
    Column("final_confidence", "number", "Confidence in it.", "%", "0 to 100"),
    Column("final_correct", "boolean", "Whether it is the true diagnosis."),
    Column("keyed_question", "text", "Question about the AI's answer."),
    Column("keyed_answer", "text", "Option chosen."),
    Column("keyed_correct", "boolean", "Whether it is the right option."),
    Column(
        "duration_seconds",
        "number",
        "Time on the case's pages with the tab visible, by the browser's clock; empty unless complete.",
        "s",
    ),
)

RESPONSES = (
    _PARTICIPANT,
    _PAGE,
    _PERIOD,
    _POSITION,
    _CASE,
    _CONDITION,
    Column("instrument", "text", "Instrument; empty for an item of the page alone."),
    Column("item", "text", "Item; the codebook has one row for each."),
    Column(
        "value",
        "text",
        "Answer as stored: a number, a word, or words joined by semicolons (a ranking: from the first place to the last).",
    ),
    Column(
        "missing",
        "text",
        "Why there is no value; empty also for an optional item left empty.",
        "",
        "prefer_not; not_shown; skipped; purged",
    ),
    Column("item_position", "integer", "Position of the item on the page, from 1."),
    Column("option_order", "text", "Options in the order shown, joined by semicolons; of a scale its two ends."),
    Column("first_answer_ms", "number", "From the page being shown to the first answer, to 1 ms.", "ms"),
    Column("changes", "integer", "Changes after the first answer."),
    Column("answered_at", "moment", "When the page was saved."),
)

TIMINGS = (
    _PARTICIPANT,
    _PAGE,
    Column("kind", "text", "What was timed.", values="page; image; item"),
    Column("key", "text", "Image or item; empty for the page. Rows of reference images are withheld until unblinding."),
    Column(
        "measure", "text", "What was measured: duration, hidden, unfocused, first, last, visible, decoded, lightbox, …"
    ),
    Column(
        "milliseconds",
        "number",
        "By the browser's monotonic clock, kept to 0.1 ms: what Chromium resolves; Firefox and Safari resolve 1 ms.",
        "ms",
    ),
)

EVENTS = (
    _PARTICIPANT,
    _PAGE,
    Column("kind", "text", "What happened. Events of reference images are withheld until unblinding."),
    Column(
        "client_ms",
        "number",
        "Since the page was shown, by the clock of the timings and as precise; empty for events of the server.",
        "ms",
    ),
    Column("server_time", "moment", "When the server learnt of it."),
    Column(
        "detail",
        "text",
        "Particulars as JSON; of a superseded_page, its answers and timings from before the period began again.",
    ),
)

RECRUITMENT_IDS = (
    _PARTICIPANT,
    Column("source", "text", "Recruitment service."),
    Column("external_id", "text", "The service's name for the person. Personal data: keep apart from the answers."),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "participants": PARTICIPANTS,
    "allocations": ALLOCATIONS,
    "trials": TRIALS,
    "responses": RESPONSES,
    "timings": TIMINGS,
    "events": EVENTS,
}
"""The tables of every export, in order."""
