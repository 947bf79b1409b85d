"""Films and reveals: a figure growing in time, as MP4, GIF, or pictures step by step."""

import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from sim.base import advice, checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots.files import writing
from sim.plots.growing import Stages, stages
from sim.plots.kept import figure_of
from sim.plots.metadata import metadata

WIDTH = 1280
"""Width of a film [pixels]."""
HOLD = 1.0
"""Seconds for which the whole figure stands at the end."""


@typed
def animate(
    figure: Any,
    path: str | PathLike,
    *,
    seconds: float = 10.0,
    fps: int = 30,
    progress: bool | None = None,
) -> Path:
    """Write a film of a figure growing in time, from day 0 to its last day.

    Parameters
    ----------
    figure : Figure, Axes or array of Axes
        What a plot returned: any figure with time across (`burden`, `clones`, `muller`, ...).
    path : str or path
        ``"curves.mp4"`` or ``"curves.gif"``. Without ffmpeg an MP4 cannot be made: a warning says
        what to install, and a GIF is written instead.
    seconds : float
        How long it grows; then the whole figure stands for a second.
    fps : int
        Frames per second.
    progress : bool, optional
        Show a progress bar; by default where somebody can see it.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    InputError
        If nothing in the figure has time across, or the file cannot be written.

    Examples
    --------
    >>> sim.plots.animate(sim.plots.burden(runs, size="slide"), "burden.mp4")   # doctest: +SKIP
    """
    target = Path(path)
    if target.suffix.lower() not in (".mp4", ".gif"):
        raise InputError(f"{str(target)!r}: a film ends in .mp4 or .gif.")
    checks.number("seconds", seconds, low=0.1, high=600.0)
    if not isinstance(fps, int | np.integer) or not 1 <= fps <= 100:
        raise InputError(f"fps is {fps!r}; allowed is a whole number from 1 to 100.")
    drawn = figure_of(figure)
    shares = np.append(np.linspace(0, 1, max(2, round(seconds * fps))), np.ones(round(HOLD * fps)))
    if target.suffix.lower() == ".mp4" and ffmpeg() is None:
        target = target.with_suffix(".gif")
        words = f"There is no ffmpeg, so {str(target)!r} is written instead of an MP4."
        way = f"{advice.install('video')}, or ffmpeg from your system's packages"
        warnings.warn(f"{words} For MP4: {way}.", stacklevel=2)
    both = stages(drawn, WIDTH)
    with writing(target) as scratch:
        if target.suffix.lower() == ".gif":
            about = metadata(drawn, ".png") or {}
            _write_gif(scratch, both, _ticking(shares, progress), fps, about)
        else:
            about = metadata(drawn, ".png") or {}
            _write_mp4(scratch, both, _ticking(shares, progress), fps, about)
    return target


@typed
def reveal(figure: Any, path: str | PathLike, *, steps: int | None = None) -> list[Path]:
    """Write a figure step by step, for a talk: axes first, then panel after panel.

    Parameters
    ----------
    figure : Figure, Axes or array of Axes
        What a plot returned: any figure with time across.
    path : str or path
        ``"curves.png"`` becomes ``curves.0.png``, ``curves.1.png``, ...
    steps : int, optional
        Reveal all panels together, along time, in so many steps. By default panel by panel, or in
        four steps if there is one panel only.

    Returns
    -------
    list of Path
        The files, in order; the last is the whole figure.
    """
    target = Path(path)
    if target.suffix.lower() != ".png":
        raise InputError(f"{str(target)!r}: the steps are pictures that end in .png.")
    if steps is not None and (not isinstance(steps, int | np.integer) or not 1 <= steps <= 100):
        raise InputError(f"steps is {steps!r}; allowed is a whole number from 1 to 100.")
    from PIL import Image

    both = stages(figure_of(figure), 2 * WIDTH)
    if steps is None and len(both.boxes) > 1:
        pictures = [both.only(count) for count in range(len(both.boxes) + 1)]
    else:
        count = steps or 4
        pictures = [both.frame(step / count) for step in range(count + 1)]
    paths = []
    for place, picture in enumerate(pictures):
        paths.append(target.with_suffix(f".{place}.png"))
        with writing(paths[-1]) as scratch:
            Image.fromarray(picture).save(scratch)
    return paths


def ffmpeg() -> str | None:
    """Return the program that writes MP4: of the extra ``video``, or of the system."""
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return shutil.which("ffmpeg")


def _ticking(shares: np.ndarray, progress: bool | None) -> Iterator[float]:
    from tqdm.auto import tqdm

    hidden = None if progress is None else not progress
    yield from tqdm(shares, unit="frame", desc="Filming", disable=hidden, leave=False)


def _write_gif(
    path: Path, both: Stages, shares: Iterable[float], fps: int, about: dict[str, Any]
) -> None:
    """Write a GIF; all frames share the colours of the whole figure, so they need no search."""
    from PIL import Image

    whole = Image.fromarray(np.concatenate([both.whole, both.empty]))
    few = whole.quantize(255, dither=Image.Dither.NONE)
    indices = np.asarray(few)
    half = indices.shape[0] // 2
    ink = int(np.asarray(Image.fromarray(np.full((1, 1, 3), both.ink, np.uint8)).quantize(
        palette=few, dither=Image.Dither.NONE))[0, 0])  # fmt: skip
    small = Stages(indices[:half], indices[half:], both.boxes, both.panels, ink)  # type: ignore[arg-type]

    def frames() -> Iterator[Image.Image]:
        for share in shares:
            frame = Image.fromarray(small.frame(share), mode="P")
            frame.putpalette(few.getpalette())  # type: ignore[arg-type]
            yield frame

    first, *rest = frames()
    first.save(
        path, save_all=True, append_images=rest, duration=max(20, round(1000 / fps)), loop=0,
        optimize=False, comment=about.get("Description", "").encode()[:2000],
    )  # fmt: skip


def _write_mp4(
    path: Path, both: Stages, shares: Iterable[float], fps: int, about: dict[str, Any]
) -> None:
    height, width, _ = both.whole.shape
    said = [f"{key}={about[word]}" for key, word in (("title", "Title"), ("comment", "Description"))
            if word in about]  # fmt: skip
    command = [
        str(ffmpeg()), "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24",
        "-s", f"{width}x{height}", "-r", str(fps), "-i", "-", "-c:v", "libx264", "-preset", "fast",
        "-crf", "20", "-pix_fmt", "yuv420p", "-movflags", "+faststart",
        *(word for text in said for word in ("-metadata", text)), str(path),
    ]  # fmt: skip
    path.touch()  # says at once, and in our words, if the file cannot be written
    with tempfile.TemporaryFile() as complaints:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=complaints) as running:
            try:
                for share in shares:
                    running.stdin.write(np.ascontiguousarray(both.frame(share)))  # type: ignore
            except BrokenPipeError:
                pass  # its complaint says why
            finally:
                running.stdin.close()  # type: ignore[union-attr]
        if running.returncode:
            complaints.seek(0)
            words = complaints.read().decode(errors="replace").strip()
            raise OSError(f"ffmpeg says {words}")
