"""`study preregister`: what a registry should hold before anybody takes part."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from study_app.cli._arguments import Study
from study_app.cli._power import Assumed, Effects, Models, Seed, assumptions

if TYPE_CHECKING:
    import protocols
    from study_app.preregistration import Launch


def preregister(
    study: Study,
    out: Annotated[Path, typer.Option(help="ZIP file to write.", dir_okay=False)],
    simulations: Annotated[int, typer.Option(min=0, help="Studies simulated for the power; 0 leaves it out.")] = 100,
    seed: Seed = 1,
    effect: Effects = None,
    assume: Assumed = None,
    models: Models = True,
) -> None:
    """Write protocol, plan, power, codebook and fingerprint as one archive for a registry such as OSF."""
    from analysis import AnalysisError
    from analysis.power import power_curve
    from protocols import load_study
    from study_app.cli._files import written
    from study_app.cli._problems import as_command_error
    from study_app.cli._progress import bar
    from study_app.preregistration import archive

    loaded, curve = load_study(study), None
    tested = any(hypothesis.family == "primary" for hypothesis in loaded.protocol.analysis.hypotheses)
    if simulations and tested:
        with as_command_error(AnalysisError), bar() as show:
            curve = power_curve(
                loaded,
                [loaded.protocol.allocation.target],
                simulations=simulations,
                seed=seed,
                assumptions=assumptions(effect, assume),
                models=models,
                on_progress=show,
            )
    launch = _launch(loaded)
    with written(out, "preregistration") as path:
        path.write_bytes(archive(loaded, launch, curve))
    typer.echo(f"Fingerprint            {loaded.fingerprint}")
    if launch is None:
        typer.echo(
            "Not launched as it stands: the archive holds no commitment to an allocation secret. Launch, then write it again."
        )
    else:
        typer.echo(f"Allocation commitment  {launch.version.secret_commitment}")
    typer.echo(f"Written to {out}")


def _launch(study: protocols.Study) -> Launch | None:
    """The launched version with this fingerprint; None where there is no database yet, or no such version."""
    from db import Database, Record
    from study_app.preregistration import Launch
    from study_app.runtime import database_url

    database = Database(database_url())
    if database.url.get_backend_name() == "sqlite" and not Path(database.url.database or "").exists():
        return None

    def find(record: Record) -> Launch | None:
        for version in record.versions(study.protocol.id):
            if version.fingerprint == study.fingerprint and version.secret_commitment is not None:
                return Launch(version, record.heads(version, "live"))
        return None

    return database.read(find)
