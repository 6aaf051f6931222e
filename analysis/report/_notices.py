"""What a reader must know before the first number."""

from dataclasses import dataclass

from analysis.data import Dataset

_MODES = {
    "live": "Live data",
    "pilot": "Pilot data",
    "bot": "Simulated data",
    "unknown": "No data",
}


@dataclass(frozen=True)
class Notice:
    """A notice on page one."""

    tone: str
    """`warning` or `information`."""
    title: str
    """A few words."""
    text: str
    """One or two sentences."""


def data_label(dataset: Dataset) -> str:
    """What kind of data these are, in two words.

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> data_label(dataset)
    'Simulated data'
    """
    return "Simulated data" if dataset.simulation is not None else _MODES.get(dataset.mode, dataset.mode)


def notices(dataset: Dataset) -> tuple[Notice, ...]:
    """Notices in the order of their weight.

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> [notice.title for notice in notices(dataset)]
    ['Simulated data', 'Demonstration pictures']
    """
    found = []
    if dataset.simulation is not None or dataset.mode == "bot":
        stated = dataset.simulation is not None and dataset.simulation.true_effects
        known = "Below, the effects that are true stand beside their estimates." if stated else ""
        found.append(
            Notice(
                "warning",
                "Simulated data",
                f"Bots made these data; no person answered anything. They show that the analysis works, nothing else. {known}".strip(),
            )
        )
    elif dataset.mode == "pilot":
        found.append(
            Notice(
                "warning",
                "Pilot data",
                "These sessions tried the study out. They are no evidence about its hypotheses.",
            )
        )
    if dataset.study.stimuli.purpose == "demonstration":
        generated = any(image.origin == "generated" for image in dataset.study.stimuli.images())
        made = "drawn or generated" if generated else "drawn"
        found.append(
            Notice(
                "warning",
                "Demonstration pictures",
                f"These pictures are {made} by a computer program; the effects here say nothing about SkinGEN.",
            )
        )
    if dataset.withheld:
        found.append(
            Notice(
                "information",
                "Conditions are withheld",
                "This live study has not been unblinded. Conditions and sequences are left out of the data, so nothing is compared "
                "between them here.",
            )
        )
    return tuple(found)
