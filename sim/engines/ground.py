"""Who is beside whom on a lattice, and which sites lie how far from one: tables for the kernels."""

from functools import lru_cache

import numpy as np

NEIGHBOURHOODS = ("von Neumann", "Moore")
BORDERS = ("closed", "wrapped")
_BESIDE = ((-1, 0), (1, 0), (0, -1), (0, 1))
_AT_CORNERS = ((-1, -1), (1, -1), (-1, 1), (1, 1))


@lru_cache(maxsize=8)
def make_ground(shape: tuple[int, int], neighbourhood: str, border: str) -> np.ndarray:
    """Return the neighbours (site, neighbour) int32 of every site; beyond a wall, ``sites``.

    Parameters
    ----------
    shape : (int, int)
        Sites along x and y; site x of row y has the number ``y * shape[0] + x``.
    neighbourhood, border : str
        As in `sim.Lattice`.
    """
    width, height = shape
    y, x = np.divmod(np.arange(width * height, dtype=np.int32), np.int32(width))
    around = _BESIDE + (_AT_CORNERS if neighbourhood == "Moore" else ())
    near = np.empty((width * height, len(around)), dtype=np.int32)
    for k, (right, down) in enumerate(around):
        u, v = x + np.int32(right), y + np.int32(down)
        if border == "wrapped":
            near[:, k] = v % height * width + u % width
        else:
            inside = (u >= 0) & (u < width) & (v >= 0) & (v < height)
            near[:, k] = np.where(inside, v * width + u, width * height)
    return near


@lru_cache(maxsize=8)
def make_rings(shape: tuple[int, int]) -> np.ndarray:
    """Return steps (offset, 2) int32 along x and y to all sites there may be, the nearest first."""
    right, down = (np.arange(-n + 1, n, dtype=np.int32) for n in shape)
    x, y = (part.ravel() for part in np.meshgrid(right, down))
    order = np.argsort(x.astype(np.int64) ** 2 + y.astype(np.int64) ** 2, kind="stable")
    return np.stack([x[order], y[order]], axis=1)


@lru_cache(maxsize=8)
def make_ways(shape: tuple[int, int], neighbourhood: str, push: int) -> np.ndarray:
    """Return where cells may be shoved: (offset, 3) int32, steps along x and y and how many in all.

    From two steps to `push`, the fewest first; none if that is less. On sides shorter than that, to
    the last site.
    """
    right, down = (
        np.arange(-min(push, n - 1), min(push, n - 1) + 1, dtype=np.int32) for n in shape
    )
    x, y = (part.ravel() for part in np.meshgrid(right, down))
    across, along = np.abs(x), np.abs(y)
    steps = np.maximum(across, along) if neighbourhood == "Moore" else across + along
    inside = (steps >= 2) & (steps <= push)
    order = np.argsort(steps[inside], kind="stable")
    return np.stack([x[inside], y[inside], steps[inside]], axis=1)[order].astype(np.int32)
