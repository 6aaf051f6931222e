"""A model of transformers that runs here: MedGemma and Gemma 3, LLaVA, PaliGemma, Idefics 3, Qwen-VL and their like."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError
from PIL import Image
from safetensors import SafetensorError
from transformers import AutoModelForImageTextToText, AutoProcessor

from skingen.base import machine, memory_guard, quietly
from skingen.data import Pixels
from skingen.diagnose._answer import Said
from skingen.diagnose._errors import DiagnosisError
from skingen.diagnose._settings import Asking


class LocalModel:
    """A loaded image-text-to-text model."""

    def __init__(self, asking: Asking) -> None:
        """`DiagnosisError` where the model is missing, gated, damaged, or needs a package that is absent."""
        self._asking = asking
        self._machine = machine(asking.device, asking.precision, asking.threads)
        with _plain_errors(asking.model), quietly():
            self._processor = AutoProcessor.from_pretrained(asking.model, revision=asking.revision)
            self._model = AutoModelForImageTextToText.from_pretrained(
                asking.model, revision=asking.revision, dtype=self._machine.dtype
            )
        self._model.to(self._machine.device).eval()
        self.name = Path(asking.model).name if Path(asking.model).is_dir() else asking.model
        self._revision = asking.revision or getattr(self._model.config, "_commit_hash", None)

    def say(self, pixels: Pixels, prompt: str) -> Said:
        """What the model says to a picture `(height, width, 3)`."""
        with quietly():
            inputs = self._inputs(Image.fromarray(pixels), prompt).to(self._machine.device, self._machine.dtype)
        asking = self._asking
        drawn = {"do_sample": True, "temperature": asking.temperature} if asking.temperature else {"do_sample": False}
        devices = [self._machine.device] if self._machine.device.type == "cuda" else []
        with torch.random.fork_rng(devices), torch.no_grad(), quietly(), memory_guard("take a smaller model"):
            torch.manual_seed(asking.seed)
            given = self._model.generate(
                **inputs,
                **drawn,
                max_new_tokens=asking.max_tokens,
                output_logits=True,
                return_dict_in_generate=True,
            )
        new = given.sequences[0, -len(given.logits) :]
        chosen = torch.stack(
            [logits[0].float().log_softmax(-1)[token] for logits, token in zip(given.logits, new, strict=True)]
        )
        pieces = self._pieces(new.tolist())
        return Said("".join(pieces), tuple(zip(pieces, chosen.tolist(), strict=True)), self._revision)

    def _inputs(self, picture: Image.Image, prompt: str) -> Any:
        if not getattr(self._processor, "chat_template", None):
            return self._processor(text=[prompt], images=[picture], return_tensors="pt")
        content = [{"type": "image", "image": picture}, {"type": "text", "text": prompt}]
        return self._processor.apply_chat_template(
            [{"role": "user", "content": content}],
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
        )

    def _pieces(self, tokens: list[int]) -> list[str]:
        """What each token adds to the text: a letter may be spread over several tokens."""
        decode = self._processor.tokenizer.decode
        ends = [decode(tokens[:count], skip_special_tokens=True) for count in range(1, len(tokens) + 1)]
        pieces, text = [], ""
        for end in ends:
            pieces.append(end[len(text) :] if end.startswith(text) else "")
            text += pieces[-1]
        return pieces


@contextmanager
def _plain_errors(name: str) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        package = "torchvision" if "torchvision" in str(error).lower() else "a package that is not installed"
        raise DiagnosisError(f"{name} needs {package}; install it, or serve the model and give --endpoint.") from error
    except (OSError, ValueError, KeyError, AttributeError, SafetensorError) as error:
        if isinstance(error, GatedRepoError) or isinstance(error.__cause__, GatedRepoError):
            reason = "is gated: accept its licence on its page, log in with `hf auth login`, or give a local folder"
        elif isinstance(error, RepositoryNotFoundError) or isinstance(error.__cause__, RepositoryNotFoundError):
            reason = "is neither a folder here nor a model on the hub"
        else:
            reason = f"cannot be loaded: {str(error).strip().partition(chr(10))[0].rstrip('.')}"
        raise DiagnosisError(f"{name} {reason}.") from error
