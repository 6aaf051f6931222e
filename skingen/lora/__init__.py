"""LoRA training: low-rank matrices that teach a base model to draw a diagnosis."""

from skingen._door import lazily
from skingen.lora._errors import LoraFileError, TrainingError
from skingen.lora._training import Targets, Training, declare_training, load_training

__all__ = [
    "Diffusion",
    "LoraFileError",
    "LoraHeader",
    "Order",
    "Progress",
    "Targets",
    "Trained",
    "Training",
    "TrainingError",
    "attach",
    "declare_training",
    "draws",
    "load_training",
    "read_header",
    "train",
    "versions",
]

__getattr__ = lazily(
    __name__,
    {
        "Diffusion": "_diffusion",
        "LoraHeader": "_file",
        "Order": "_order",
        "Progress": "_train",
        "Trained": "_train",
        "attach": "_file",
        "draws": "_draws",
        "read_header": "_file",
        "train": "_train",
        "versions": "_file",
    },
)
