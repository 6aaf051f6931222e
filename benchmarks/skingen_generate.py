"""Images a second of our batched generation and of a plain pipeline call for each picture, same model and device.

`python -m benchmarks.skingen_generate --scale sd15` on an accelerator; `--scale small` (the default) on a processor.
The model has random weights.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import torch

from benchmarks._random_sd import EDGE, build
from skingen.base import load_base, machine, quietly
from skingen.generate import Generation, Request, generate


def main() -> None:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=("sd15", "small"), default="small")
    parser.add_argument("--images", type=int, default=16)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--steps", type=int, default=10)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, quietly():
        base = build(Path(name) / "base", arguments.scale)
        plain = _plain(base, arguments)
        ours = _ours(base, Path(name) / "out", arguments)
    where = machine()
    found = {
        "device": where.name,
        "precision": str(where.dtype).removeprefix("torch."),
        "scale": arguments.scale,
        "edge": EDGE[arguments.scale],
        "batch": arguments.batch,
        "steps": arguments.steps,
        "plain_images_a_second": round(plain, 3),
        "our_images_a_second": round(ours, 3),
        "ratio": round(ours / plain, 2),
    }
    print(json.dumps(found, indent=2))


def _plain(base: Path, arguments: argparse.Namespace) -> float:
    where = machine()
    pipe = load_base(str(base)).pipe.to(where.device, where.dtype)

    def call(seed: int) -> None:
        noise = torch.Generator().manual_seed(seed)
        pipe("a mole", num_inference_steps=arguments.steps, guidance_scale=5.0, generator=noise)

    call(0)
    begun = time.perf_counter()
    for seed in range(arguments.images):
        call(seed)
    return arguments.images / (time.perf_counter() - begun)


def _ours(base: Path, out: Path, arguments: argparse.Namespace) -> float:
    """From the end of the first batch, which warms up, to the end of the last; files and records are written too."""
    stamps: list[float] = []
    asked = arguments.images + arguments.batch
    generate(
        [Request(id=f"mole-{number}", prompt="a mole", seed=number) for number in range(asked)],
        Generation(base=str(base), out=out, steps=arguments.steps, guidance=5.0, batch=arguments.batch),
        on_progress=lambda *_: stamps.append(time.perf_counter()),
    )
    return arguments.images / (stamps[-1] - stamps[0])


if __name__ == "__main__":
    main()
