"""The canvas: positions in millimetres, named randomness, and the noise that everything organic is made of."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from skingen.renderer._colour import Array, Map

_COARSE, _FINE = 64, 512


@dataclass(frozen=True)
class Cells:
    """A random mosaic of polygons, maps of one value a pixel."""

    edge: Map
    """0 on the border between two cells, about 0.5 in the middle of a cell; in units of the cell spacing."""
    centre: Map
    """Distance to the cell's own point, in units of the spacing."""
    across: Map
    """Horizontal offset from the cell's point, in units of the spacing."""
    along: Map
    """Vertical offset from the cell's point, in units of the spacing."""
    value: Map
    """A random number from 0 to 1, the same all over a cell."""
    other: Map
    """A second one."""


@dataclass(frozen=True)
class Canvas:
    """A square picture of skin, its centre at (0, 0), x to the right, y downwards."""

    size: int
    """Pixels along an edge."""
    across: float
    """Millimetres along an edge."""
    seed: int
    """Seed of every random choice."""
    x: Map = field(init=False, repr=False)
    """Horizontal position, millimetres."""
    y: Map = field(init=False, repr=False)
    """Vertical position, millimetres."""

    def __post_init__(self) -> None:
        line = ((np.arange(self.size) + 0.5) / self.size - 0.5) * self.across
        y, x = np.meshgrid(line, line, indexing="ij")
        object.__setattr__(self, "x", x.astype(np.float32))
        object.__setattr__(self, "y", y.astype(np.float32))

    @property
    def pixel(self) -> float:
        """Millimetres a pixel."""
        return self.across / self.size

    def blank(self, value: float = 0.0) -> Map:
        """A map that holds one value."""
        return np.full((self.size, self.size), value, dtype=np.float32)

    def random(self, name: str) -> np.random.Generator:
        """A generator of its own for each name, so that a new feature never reshuffles the others."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def noise(self, name: str, scale: float, slope: float | None = None) -> Map:
        """Gaussian noise of mean 0 and variance 1 whose features are about `scale` millimetres wide.

        With a `slope` the spectrum falls as a power law below that scale (1.5 is rough, 2.5 smooth: fractal noise);
        without one it is smooth. One seed gives one pattern at every size, up to what the size can resolve.
        """
        finest = _COARSE if slope is None and scale > self.across / 16 else _FINE
        side = min(finest, 1 << (self.size - 1).bit_length())
        relative = min(scale, 0.8 * self.across) / self.across

        def amplitude(wavenumber: Array) -> Array:
            if slope is None:
                return np.exp(-2.0 * (relative * wavenumber) ** 2)
            return (1 + (1.5 * relative * wavenumber) ** 2) ** (-slope / 2)

        wavenumber = np.hypot(fft.fftfreq(side, 1 / side)[:, None], fft.rfftfreq(side, 1 / side))
        spectrum = self._white_spectrum(name, side) * amplitude(wavenumber).astype(np.float32)
        # of the finest grid, so that contrast does not depend on size
        rings = np.arange(1.0, finest // 2)
        variance = (4 * np.pi * rings * amplitude(rings) ** 2).sum()
        kept = min(side, self.size) // 2
        padded = np.zeros((self.size, self.size // 2 + 1), dtype=np.complex64)
        padded[:kept, :kept] = spectrum[:kept, :kept]
        padded[-kept:, :kept] = spectrum[-kept:, :kept]
        field = fft.irfft2(padded, s=(self.size, self.size), norm="forward")
        return (field / np.sqrt(variance)).astype(np.float32)

    def _white_spectrum(self, name: str, side: int) -> NDArray[np.complex64]:
        """Gaussian coefficients, octave by octave: a larger side keeps those of a smaller one and adds finer ones."""
        spectrum = np.zeros((side, side // 2 + 1), dtype=np.complex64)
        octave = side
        while octave >= _COARSE:
            random, half = self.random(f"{name} {octave}"), octave // 2
            shape = (octave, half)
            drawn = random.standard_normal(shape, np.float32) + 1j * random.standard_normal(shape, np.float32)
            if octave > _COARSE:
                coarser = octave // 4
                drawn[:coarser, :coarser] = drawn[-coarser:, :coarser] = 0
            rows = np.r_[0:half, side - half : side]
            spectrum[rows, :half] += drawn
            octave //= 2
        spectrum[0, 0] = 0
        return spectrum

    def cells(self, name: str, spacing: float, stretch: float = 1.0, angle: float = 0.0, warp: float = 0.25) -> Cells:
        """A mosaic of cells about `spacing` millimetres wide, stretched along `angle` (radians), borders bent by `warp`."""
        random = self.random(name)
        bend = warp * np.float32(1.0)
        x, y = self.x / spacing, self.y / spacing
        if warp:
            x = x + bend * self.noise(name + " across", 1.6 * spacing)
            y = y + bend * self.noise(name + " along", 1.6 * spacing)
        cosine, sine = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        u = (cosine * x + sine * y) / np.float32(stretch)
        v = cosine * y - sine * x
        period = 256
        points = random.uniform(0.06, 0.94, (2, period, period)).astype(np.float32)
        values = random.random((2, period, period), np.float32)
        column, row = np.floor(u).astype(np.int32), np.floor(v).astype(np.int32)
        nearest = np.full(u.shape, 9.0, np.float32)
        second = nearest.copy()
        best = [np.zeros_like(u) for _ in range(4)]
        for step_x in (-1, 0, 1):
            for step_y in (-1, 0, 1):
                i, j = (row + step_y) % period, (column + step_x) % period
                dx = u - (column + step_x + points[0][i, j])
                dy = v - (row + step_y + points[1][i, j])
                distance = np.sqrt(dx * dx + dy * dy)
                closer = distance < nearest
                second = np.minimum(second, np.where(closer, nearest, distance))
                nearest = np.where(closer, distance, nearest)
                for known, new in zip(best, (dx, dy, values[0][i, j], values[1][i, j]), strict=True):
                    np.copyto(known, new, where=closer)
        return Cells(second - nearest, nearest, *best)


def smooth_step(low: float, high: float, value: Array) -> Map:
    """0 below `low`, 1 above `high`, a smooth S between; `low > high` falls instead of rising."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    return (t * t * (3 - 2 * t)).astype(np.float32)
