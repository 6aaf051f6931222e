"""The record: studies, versions, participants, allocation, answers, console."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("allocations", "vacancies", "answer_chain", "audit_log", "runtimes", "stimulus_files")

WAYS = {
    "invited": ("consented", "declined", "screened_out", "timed_out", "withdrawn"),
    "consented": ("allocated", "screened_out", "timed_out", "withdrawn"),
    "allocated": ("active", "screened_out", "timed_out", "withdrawn"),
    "active": ("completed", "screened_out", "timed_out", "withdrawn"),
    "screened_out": ("withdrawn",),
    "declined": ("withdrawn",),
    "completed": ("withdrawn",),
    "timed_out": ("withdrawn",),
}


def upgrade() -> None:
    _create_tables()
    op.execute("INSERT INTO storage_checks (id, number) VALUES (1, 0)")
    _forbid_changes()
    _forbid_jumps()


def _create_tables() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_table(
        "console_users",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.String(24), nullable=True),
        sa.Column("created_at", sa.String(24), nullable=False),
        sa.CheckConstraint("role IN ('researcher', 'analyst')", name=op.f("ck_console_users_role")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_console_users")),
    )
    op.create_table(
        "erased_tokens",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_erased_tokens")),
    )
    op.create_table(
        "runtimes",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("packages", sa.Text(), nullable=False),
        sa.Column("first_used_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_runtimes")),
    )
    op.create_table(
        "stimulus_files",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stimulus_files")),
    )
    op.create_table(
        "storage_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_storage_checks")),
    )
    op.create_table(
        "studies",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studies")),
    )
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("secret_commitment", sa.String(), nullable=True),
        sa.Column("runtime", sa.String(), nullable=False),
        sa.Column("registered_at", sa.String(24), nullable=False),
        sa.Column("launched_at", sa.String(24), nullable=True),
        sa.Column("closed_at", sa.String(24), nullable=True),
        sa.Column("unblinded_at", sa.String(24), nullable=True),
        sa.Column("revealed_at", sa.String(24), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'pilot', 'live', 'paused', 'closed')", name=op.f("ck_versions_state")),
        sa.CheckConstraint(
            "state NOT IN ('live', 'paused') OR secret IS NOT NULL", name=op.f("ck_versions_live_has_secret")
        ),
        sa.CheckConstraint("revealed_at IS NULL OR state = 'closed'", name=op.f("ck_versions_revealed_is_closed")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_versions_study_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
        sa.UniqueConstraint("study_id", "fingerprint", name=op.f("uq_versions_study_id_fingerprint")),
        sa.UniqueConstraint("study_id", "number", name=op.f("uq_versions_study_id_number")),
    )
    op.create_table(
        "allocations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("stream_index", sa.Integer(), nullable=True),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("put_up", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("mode IN ('pilot', 'live', 'bot')", name=op.f("ck_allocations_mode")),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_allocations_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_allocations_pseudonym")),
        sa.UniqueConstraint("version_id", "mode", "number", name=op.f("uq_allocations_version_id_mode_number")),
        sa.UniqueConstraint(
            "version_id",
            "mode",
            "stratum",
            "stream_index",
            name=op.f("uq_allocations_version_id_mode_stratum_stream_index"),
        ),
    )
    op.create_table(
        "vacancies",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("mode IN ('pilot', 'live', 'bot')", name=op.f("ck_vacancies_mode")),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_vacancies_version_id")),
        sa.PrimaryKeyConstraint("version_id", "mode", "number", name=op.f("pk_vacancies")),
    )
    op.create_table(
        "answer_chain",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("mode IN ('pilot', 'live', 'bot')", name=op.f("ck_answer_chain_mode")),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_answer_chain_version_id")),
        sa.PrimaryKeyConstraint("version_id", "mode", "number", name=op.f("pk_answer_chain")),
    )
    op.create_table(
        "chains",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.CheckConstraint("name IN ('allocations', 'answers')", name=op.f("ck_chains_name")),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_chains_version_id")),
        sa.PrimaryKeyConstraint("version_id", "mode", "name", name=op.f("pk_chains")),
    )
    op.create_table(
        "participants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("page_index", sa.Integer(), nullable=False),
        sa.Column("screen_out_code", sa.String(), nullable=True),
        sa.Column("last_period", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.String(24), nullable=True),
        sa.Column("seen_at", sa.String(24), nullable=True),
        sa.Column("consented_at", sa.String(24), nullable=True),
        sa.Column("allocated_at", sa.String(24), nullable=True),
        sa.Column("completed_at", sa.String(24), nullable=True),
        sa.Column("ended_at", sa.String(24), nullable=True),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.CheckConstraint("mode IN ('pilot', 'live', 'bot')", name=op.f("ck_participants_mode")),
        sa.CheckConstraint(
            "NOT erased OR (status = 'withdrawn' AND token_hash IS NULL AND language IS NULL AND created_at IS NULL)",
            name=op.f("ck_participants_erased_is_empty"),
        ),
        sa.CheckConstraint(
            "status IN ('invited', 'screened_out', 'declined', 'consented', 'allocated', 'active', 'completed', 'withdrawn', 'timed_out')",
            name=op.f("ck_participants_status"),
        ),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_participants_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_participants_pseudonym")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_participants_token_hash")),
    )
    op.create_index(
        "ix_participants_version_id_mode_status", "participants", ["version_id", "mode", "status"], unique=False
    )
    op.create_table(
        "allocation_links",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("allocation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["allocation_id"], ["allocations.id"], name=op.f("fk_allocation_links_allocation_id")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_allocation_links_participant_id")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_allocation_links")),
        sa.UniqueConstraint("allocation_id", name=op.f("uq_allocation_links_allocation_id")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("client_ms", sa.Double(), nullable=True),
        sa.Column("server_time", sa.String(24), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_events_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_participant_id", "events", ["participant_id"], unique=False)
    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("page_index", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("previous_token", sa.String(), nullable=True),
        sa.Column("opened_at", sa.String(24), nullable=False),
        sa.Column("submitted_at", sa.String(24), nullable=True),
        sa.Column("body_digest", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("runtime", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_pages_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("participant_id", "page_id", name=op.f("uq_pages_participant_id_page_id")),
        sa.UniqueConstraint("participant_id", "page_index", name=op.f("uq_pages_participant_id_page_index")),
        sa.UniqueConstraint("previous_token", name=op.f("uq_pages_previous_token")),
        sa.UniqueConstraint("token", name=op.f("uq_pages_token")),
    )
    op.create_table(
        "recruitment_ids",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_recruitment_ids_participant_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name=op.f("fk_recruitment_ids_version_id")),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_recruitment_ids")),
        sa.UniqueConstraint(
            "version_id", "source", "external_id", name=op.f("uq_recruitment_ids_version_id_source_external_id")
        ),
    )
    op.create_table(
        "timings",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("milliseconds", sa.Double(), nullable=False),
        sa.CheckConstraint("kind IN ('page', 'image', 'item')", name=op.f("ck_timings_kind")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_timings_participant_id")),
        sa.PrimaryKeyConstraint("participant_id", "page_id", "kind", "key", "measure", name=op.f("pk_timings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "responses",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("missing", sa.String(), nullable=False),
        sa.Column("item_position", sa.Integer(), nullable=False),
        sa.Column("option_order", sa.Text(), nullable=True),
        sa.Column("first_answer_ms", sa.Integer(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.String(24), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.CheckConstraint(
            "missing IN ('', 'prefer_not', 'not_shown', 'skipped', 'purged')", name=op.f("ck_responses_missing")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id", "page_id"],
            ["pages.participant_id", "pages.page_id"],
            name=op.f("fk_responses_participant_id_page_id"),
        ),
        sa.PrimaryKeyConstraint("participant_id", "page_id", "item", name=op.f("pk_responses")),
    )


def _forbid_changes() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    for table in APPEND_ONLY:
        if postgresql:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            continue
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _forbid_jumps() -> None:
    legal = " OR ".join(
        f"(OLD.status = '{before}' AND NEW.status IN ({', '.join(map(repr, after))}))" for before, after in WAYS.items()
    )
    jump = f"NEW.status <> OLD.status AND NOT ({legal})"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_jump() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no participant goes from % to %', OLD.status, NEW.status; END $$"
        )
        op.execute(
            f"CREATE TRIGGER participants_status BEFORE UPDATE OF status ON participants "
            f"FOR EACH ROW WHEN ({jump}) EXECUTE FUNCTION refuse_jump()"
        )
        return
    op.execute(
        f"CREATE TRIGGER participants_status BEFORE UPDATE OF status ON participants WHEN {jump} "  # noqa: S608 - our own
        "BEGIN SELECT RAISE(ABORT, 'no participant goes from that status to this one'); END"
    )
