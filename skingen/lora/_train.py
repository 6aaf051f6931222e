"""Train a LoRA from a declaration: from the image folder to `lora.safetensors`."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from accelerate import Accelerator

from skingen._door import needed_packages
from skingen._files import write_whole
from skingen.base import Base, BaseModelError, Machine, load_base, machine, memory_guard, quietly
from skingen.data import ImageFolder, LabelledPicture, caption, load_image_folder, png
from skingen.lora._checkpoint import Checkpoint, Checkpoints
from skingen.lora._diffusion import Diffusion
from skingen.lora._draws import draws, validation_draws
from skingen.lora._encode import Batch, Encoded, Words, encode, encode_words
from skingen.lora._errors import TrainingError
from skingen.lora._file import CaptionFacts, LoraHeader, TrainedBase, TrainedData, read_header, save_lora, versions
from skingen.lora._journal import Journal
from skingen.lora._learner import Learner
from skingen.lora._order import Order
from skingen.lora._samples import sample_grid
from skingen.lora._shapes import shapes
from skingen.lora._training import Training

_CHOICE = 4
"""Label of the random numbers that choose pictures; those of order and draws have others."""

_LEVELS = 4
"""Timesteps at which the validation loss is taken, evenly spaced."""


@dataclass(frozen=True)
class Progress:
    """Where a training stands."""

    stage: str
    """`encoding` or `training`."""
    done: int
    total: int
    loss: float | None = None
    """Mean training loss since the last entry of the log."""


@dataclass(frozen=True)
class Trained:
    """What a training made."""

    file: Path
    header: LoraHeader


def train(training: Training, on_progress: Callable[[Progress], None] = lambda _: None) -> Trained:
    """Train as declared, from the newest checkpoint in `training.out` where there is one.

    A training that has ended already is only read. Under `accelerate launch` every process takes its part of each
    batch. `TrainingError`, `BaseModelError`, `ImageFolderError`, `PictureError` and `OutOfMemoryError` say in a sentence
    what is wrong; until base model, pictures and captions have all been read, nothing is written.
    """
    accelerator = Accelerator(cpu=training.device == "cpu")
    where = machine(
        str(accelerator.device) if accelerator.num_processes > 1 else training.device,
        training.precision,
        training.threads,
    )
    if training.batch % accelerator.num_processes:
        raise TrainingError(
            f"A batch of {training.batch} cannot be shared evenly among {accelerator.num_processes} processes."
        )
    advice = f"choose a batch smaller than {training.batch}, or gradient_checkpointing: true"
    with needed_packages(), quietly(), memory_guard(advice):
        return _Run(training, where, accelerator, on_progress).whole()


class _Run:
    """One call of `train`."""

    def __init__(
        self,
        training: Training,
        where: Machine,
        accelerator: Accelerator,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._training, self._where, self._accelerator, self._on_progress = training, where, accelerator, on_progress
        self._folder = load_image_folder(training.data)
        self._pictures = chosen_pictures(self._folder, training)
        self._watched = self._folder.chosen("validation", training.diagnoses)
        self._base = load_base(training.base, training.revision)
        try:
            self._diffusion = Diffusion(self._base.pipe.scheduler, training.snr_gamma, where.device)
        except ValueError as error:
            raise BaseModelError(f"{training.base}: {error}.") from error
        self._data_sha256 = self._folder.digest(self._pictures)
        what = [training.what(), self._data_sha256, self._base.sha256, str(where.dtype)]
        self._identity = hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
        self._file = training.out / "lora.safetensors"

    def whole(self) -> Trained:
        """Encode, learn, save."""
        training = self._training
        if (ended := self._ended()) is not None:
            return ended
        resolution = training.resolution or self._base.size
        encoded, watched, prompts = self._encoded(resolution)
        learner = Learner(self._base.pipe.unet, training, self._diffusion, self._where, self._accelerator)
        checkpoints = Checkpoints(training.out / "checkpoints", self._identity, training.keep_checkpoints)
        newest = checkpoints.newest()
        start = newest.step if newest else 0
        if newest:
            learner.restore(start, newest.tensors)
        if not self._accelerator.is_main_process:
            for _ in self._learned(learner, encoded, start):
                pass
            self._accelerator.wait_for_everyone()
            return Trained(self._file, self._header(None))
        training.out.mkdir(parents=True, exist_ok=True)
        with closing(Journal(training.out, start, training.tensorboard)) as journal:
            loss = self._watch(learner, watched) if start == training.steps else None
            for step, values in self._learned(learner, encoded, start):
                if values:
                    journal.note(step, **values)
                if watched and self._due(step, training.validate_every):
                    loss = self._watch(learner, watched)
                    journal.note(step, validation_loss=loss)
                if prompts and self._due(step, training.sample_every):
                    self._draw(learner, prompts, step, resolution, journal)
                if self._due(step, training.checkpoint_every):
                    checkpoints.write(Checkpoint(step, learner.state()))
        header = self._header(loss)
        with learner.averaged():
            save_lora(learner.unet, header, self._file)
        self._accelerator.wait_for_everyone()
        return Trained(self._file, header)

    def _ended(self) -> Trained | None:
        if not self._file.is_file():
            return None
        header = read_header(self._file)
        if header.identity != self._identity:
            raise TrainingError(f"{self._file} comes from another training; name another folder for this one.")
        return Trained(self._file, header)

    def _encoded(self, resolution: int) -> tuple[Encoded, Encoded | None, Words | None]:
        training, base, where = self._training, self._base, self._where
        among = shapes(resolution, 8 * base.factor) if training.buckets else ((resolution, resolution),)
        total = len(self._pictures) + len(self._watched)

        def told(before: int) -> Callable[[int], None]:
            return lambda done: self._on_progress(Progress("encoding", before + done, total))

        style = training.captions
        encoded = encode(base, self._folder, self._pictures, style, among, where, told(0))
        watched = None
        if self._watched:
            watched = encode(base, self._folder, self._watched, style, among, where, told(len(self._pictures)))
        prompts = encode_words(base, training.sample_prompts, where) if training.sample_prompts else None
        return encoded, watched, prompts

    def _learned(self, learner: Learner, encoded: Encoded, start: int) -> Iterator[tuple[int, dict[str, float]]]:
        """Take the steps that are left; yields the number of steps taken, and what is to be logged after some."""
        training, accelerator = self._training, self._accelerator
        order = Order(encoded.shapes, training.batch, training.seed)
        losses = []
        with ThreadPoolExecutor(max_workers=1) as ahead:
            coming = ahead.submit(self._batch, encoded, order, start)
            for step in range(start, training.steps):
                batch = coming.result()
                if step + 1 < training.steps:
                    coming = ahead.submit(self._batch, encoded, order, step + 1)
                loss, norm = learner.learn(step, batch)
                losses.append(loss)
                values = {}
                # a checkpoint ends a mean, so that a resumed log is the same
                if self._due(step + 1, training.log_every, training.checkpoint_every):
                    mean = float(accelerator.reduce(torch.stack(losses).mean(), "mean"))
                    if not math.isfinite(mean):
                        raise TrainingError(
                            f"The loss is no longer finite at step {step + 1}; lower the learning rate."
                        )
                    values = {"loss": mean, "gradient_norm": float(norm), "learning_rate": learner.rate(step)}
                    losses = []
                    self._on_progress(Progress("training", step + 1, training.steps, mean))
                yield step + 1, values

    def _due(self, step: int, *every: int) -> bool:
        return step == self._training.steps or any(step % each == 0 for each in every)

    def _batch(self, encoded: Encoded, order: Order, step: int) -> Batch:
        training, accelerator = self._training, self._accelerator
        share = training.batch // accelerator.num_processes
        samples = order.at(step)
        shape = encoded.latent_shape(samples[0])
        drawn = draws(
            training.seed, step, samples, shape, self._diffusion.levels, training.flip, training.caption_dropout
        )
        part = slice(accelerator.process_index * share, (accelerator.process_index + 1) * share)
        return encoded.batch(samples[part], drawn.part(part), self._where.device)

    def _watch(self, learner: Learner, watched: Encoded | None) -> float | None:
        """Loss of the weights that would be saved now, on the validation pictures with noise that never changes."""
        if watched is None:
            return None
        errors: list[float] = []
        with learner.averaged():
            for sample in range(len(watched.shapes)):
                for place in range(_LEVELS):
                    level = int((place + 0.5) / _LEVELS * self._diffusion.levels)
                    drawn = validation_draws(self._training.seed, [sample], watched.latent_shape(sample), level)
                    errors.append(float(learner.error(watched.batch([sample], drawn, self._where.device))))
        return float(np.mean(errors))

    def _draw(self, learner: Learner, prompts: Words, step: int, size: int, journal: Journal) -> None:
        training = self._training
        with learner.averaged():
            grid = sample_grid(self._base, prompts, self._where, training.sample_steps, training.seed, size)
        folder = training.out / "samples"
        folder.mkdir(exist_ok=True)
        write_whole(folder / f"step-{step:07}.png", png(grid, {"Prompts": "\n".join(training.sample_prompts)}))
        journal.show(step, grid)

    def _header(self, validation_loss: float | None) -> LoraHeader:
        training, base = self._training, self._base
        return LoraHeader(
            identity=self._identity,
            base=TrainedBase(name=_leaf(base), revision=base.revision, family=base.family, sha256=base.sha256),
            data=TrainedData(
                sha256=self._data_sha256,
                pictures=len(self._pictures),
                diagnoses=_counts([picture.diagnosis for picture in self._pictures]),
                skin_types=_counts([picture.skin_type or "unknown" for picture in self._pictures]),
                captions=_caption_facts(base, self._pictures, training),
            ),
            settings=training.what() | {"resolution": training.resolution or base.size},
            steps=training.steps,
            seed=training.seed,
            weights="mean" if training.ema else "last",
            machine=f"{self._where.name}, {str(self._where.dtype).removeprefix('torch.')}",
            processes=self._accelerator.num_processes,
            validation_loss=validation_loss,
            versions=versions(),
        )


def chosen_pictures(folder: ImageFolder, training: Training) -> tuple[LabelledPicture, ...]:
    """The pictures that a training learns from. `TrainingError` where there are none."""
    pictures = folder.chosen("train", training.diagnoses)
    for diagnosis in training.diagnoses or ():
        if not any(picture.diagnosis == diagnosis for picture in pictures):
            raise TrainingError(f"{folder.path} has no training picture of {diagnosis!r}.")
    if not pictures:
        raise TrainingError(f"{folder.path} has no picture whose split is `train`.")
    if training.images is None:
        return pictures
    kept: set[str] = set()
    for diagnosis in sorted({picture.diagnosis for picture in pictures}):
        names = sorted(picture.file_name for picture in pictures if picture.diagnosis == diagnosis)
        kept |= set(np.random.default_rng((training.seed, _CHOICE)).permutation(names)[: training.images])
    return tuple(picture for picture in pictures if picture.file_name in kept)


def _leaf(base: Base) -> str:
    """A base model's name without the folders above it, which differ between machines."""
    return Path(base.name).name if Path(base.name).is_dir() else base.name


def _counts(labels: Sequence[str]) -> dict[str, int]:
    return dict(sorted(Counter(labels).items()))


def _caption_facts(base: Base, pictures: Sequence[LabelledPicture], training: Training) -> CaptionFacts:
    texts = [caption(picture, training.captions) for picture in pictures]
    words = [len(text.split()) for text in texts]
    tokens = base.pipe.tokenizer
    return CaptionFacts(
        style=training.captions,
        distinct=len(set(texts)),
        words=(min(words), round(float(np.mean(words)), 2), max(words)),
        cut_short=sum(len(tokens(text).input_ids) > tokens.model_max_length for text in texts),
        dropout=training.caption_dropout,
    )
