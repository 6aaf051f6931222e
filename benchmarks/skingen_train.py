"""Images a second of our LoRA training and of the diffusers example's loop, same model, pictures, batch and device.

`python -m benchmarks.skingen_train --scale sd15` on an accelerator; `--scale small` (the default) on a processor. The
model has random weights. The example's loop follows examples/text_to_image/train_text_to_image_lora.py of diffusers
(commit 58eb52c): pictures decoded in the loop by no workers, VAE and text encoder at every step, two `.item()` a step.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

from benchmarks._random_sd import EDGE, build
from skingen.base import load_base, machine, quietly
from skingen.lora import Progress, Training, train
from skingen.lora._training import PATTERNS

PICTURES = 64


def main() -> None:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=("sd15", "small"), default="small")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--steps", type=int, default=20, help="timed steps; a quarter as many warm up before")
    parser.add_argument("--compile", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, quietly():
        folder = Path(name)
        base = build(folder / "base", arguments.scale)
        _pictures(folder / "pictures", 2 * EDGE[arguments.scale])
        warm = max(2, arguments.steps // 4)
        theirs, their_loss = _example(
            base, folder / "pictures", EDGE[arguments.scale], arguments.batch, warm, arguments.steps
        )
        ours, our_loss = _ours(base, folder, arguments, warm)
    where = machine()
    found = {
        "device": where.name,
        "precision": str(where.dtype).removeprefix("torch."),
        "scale": arguments.scale,
        "batch": arguments.batch,
        "example_images_a_second": round(theirs, 2),
        "our_images_a_second": round(ours, 2),
        "ratio": round(ours / theirs, 2),
        "example_loss": round(their_loss, 4),
        "our_loss": round(our_loss, 4),
    }
    print(json.dumps(found, indent=2))


def _pictures(folder: Path, edge: int) -> None:
    folder.mkdir()
    random = np.random.default_rng(0)
    lines = []
    for number in range(PICTURES):
        coarse = random.integers(0, 256, (32, 32, 3), dtype=np.uint8)
        Image.fromarray(coarse).resize((edge, edge)).save(folder / f"{number}.jpg")
        lines.append(
            json.dumps(
                {"file_name": f"{number}.jpg", "caption": f"a mole, kind {'abcd'[number % 4]}", "diagnosis": "x"}
            )
        )
    (folder / "metadata.jsonl").write_text("\n".join(lines))


def _ours(base: Path, folder: Path, arguments: argparse.Namespace, warm: int) -> tuple[float, float]:
    """Steps alone: encoding is done once a training, and is timed by nobody's step."""
    stamps: dict[int, float] = {}
    losses: list[float] = []

    def told(progress: Progress) -> None:
        if progress.stage == "training" and progress.loss is not None:
            stamps[progress.done] = time.perf_counter()
            losses.append(progress.loss)

    steps = warm + arguments.steps
    train(
        Training(
            base=str(base),
            data=folder / "pictures",
            out=folder / "ours",
            steps=steps,
            batch=arguments.batch,
            warmup=0,
            schedule="constant",
            snr_gamma=None,
            caption_dropout=0.0,
            ema=None,
            log_every=warm,
            checkpoint_every=steps,
            compile=arguments.compile,
            tensorboard=False,
        ),
        told,
    )
    first, last = min(stamps), max(stamps)
    return arguments.batch * (last - first) / (stamps[last] - stamps[first]), float(np.mean(losses))


def _example(base: Path, pictures: Path, edge: int, batch: int, warm: int, steps: int) -> tuple[float, float]:
    from diffusers import DDPMScheduler
    from peft import LoraConfig

    where = machine()
    pipe = load_base(str(base)).pipe
    noising = DDPMScheduler.from_config(pipe.scheduler.config)
    for part in (pipe.unet, pipe.vae, pipe.text_encoder):
        part.requires_grad_(False)
        part.to(where.device, where.dtype)
    pipe.unet.add_adapter(
        LoraConfig(r=16, lora_alpha=16, init_lora_weights="gaussian", target_modules=PATTERNS["attention"])
    )
    for value in pipe.unet.parameters():
        if value.requires_grad:
            value.data = value.float()
    optimizer = torch.optim.AdamW([value for value in pipe.unet.parameters() if value.requires_grad], lr=1e-4)
    rows = [json.loads(line) for line in (pictures / "metadata.jsonl").read_text().splitlines()]
    losses: list[float] = []
    begun = 0.0
    for step in range(warm + steps):
        if step == warm:
            _wait(where.device)
            begun = time.perf_counter()
        chosen = [rows[(step * batch + place) % len(rows)] for place in range(batch)]
        shown = torch.stack([_read(pictures / row["file_name"], edge) for row in chosen]).to(where.device, where.dtype)
        ids = pipe.tokenizer(
            [row["caption"] for row in chosen],
            padding="max_length",
            truncation=True,
            max_length=77,
            return_tensors="pt",
        ).input_ids.to(where.device)
        with torch.autocast(where.device.type, torch.bfloat16, enabled=where.dtype == torch.bfloat16):
            latents = pipe.vae.encode(shown).latent_dist.sample() * pipe.vae.config.scaling_factor
            noise = torch.randn_like(latents)
            timesteps = torch.randint(0, 1000, (batch,), device=where.device)
            states = pipe.text_encoder(ids, return_dict=False)[0]
            said: Any = pipe.unet(noising.add_noise(latents, noise, timesteps), timesteps, states, return_dict=False)[0]
            loss = functional.mse_loss(said.float(), noise.float())
        losses.append(loss.repeat(batch).mean().item())
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        loss.detach().item()
    _wait(where.device)
    return batch * steps / (time.perf_counter() - begun), float(np.mean(losses))


def _read(file: Path, edge: int) -> torch.Tensor:
    with Image.open(file) as picture:
        small = picture.convert("RGB").resize((edge, edge), Image.Resampling.BILINEAR)
    return torch.from_numpy(np.asarray(small).copy()).permute(2, 0, 1).float() / 127.5 - 1


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


if __name__ == "__main__":
    main()
