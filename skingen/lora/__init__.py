"""LoRA training: low-rank matrices that teach a base model to draw a diagnosis."""

from skingen._door import lazily
from skingen.lora._errors import LoraFileError, TrainingError
from skingen.lora._training import Targets, Training, declare_training, load_training

__all__ = [
    "LoraFileError",
    "LoraHeader",
    "Progress",
    "Targets",
    "Trained",
    "Training",
    "TrainingError",
    "attach",
    "declare_training",
    "load_training",
    "read_header",
    "train",
    "versions",
]

__getattr__ = lazily(
    __name__,
    {
        "LoraHeader": "_file",
        "Progress": "_train",
        "Trained": "_train",
        "attach": "_file",
        "read_header": "_file",
        "train": "_train",
        "versions": "_file",
    },
)
