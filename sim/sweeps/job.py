"""A job: a sweep and its store, as one value that travels to whoever runs blocks."""

import errno
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.base import advice
from sim.base.errors import InputError
from sim.base.whole import in_words
from sim.made.own import code_version, is_own
from sim.sweeps.blocks import Block
from sim.sweeps.parts import Part
from sim.sweeps.points import Outcome, nothing, run_points
from sim.sweeps.sweep import Sweep


@dataclass(frozen=True)
class Job:
    """What a worker needs to run any block.

    Attributes
    ----------
    sweep : Sweep
        What is run.
    path : str
        Where the store lies.
    manifest : bytes
        The manifest of the store, as it lies there.
    seconds_per_point : float or None
        The time a point may take.
    """

    sweep: Sweep
    path: str
    manifest: bytes
    seconds_per_point: float | None = None

    @cached_property
    def variables(self) -> dict[str, Any]:
        """What is kept."""
        return json.loads(self.manifest)["variables"]

    @cached_property
    def _parts(self) -> dict[int, Part]:
        return {}

    def part(self, number: int) -> Part:
        """Return a part of the store."""
        if number not in self._parts:
            self._parts[number] = Part.read(Path(self.path) / "parts" / f"{number:04d}")
        return self._parts[number]

    def points(self, block: Block) -> list[dict[str, Any]]:
        """Return the parameters of the points of a block."""
        part = self.part(block.part)
        return [part.point(place) for place in range(block.points.start, block.points.stop)]

    def outcome(
        self, block: Block, points: list[dict[str, Any]], tick: Callable[[], None] = nothing
    ) -> Outcome:
        """Run a block."""
        shapes = {
            name: (about["shape"][0], len(block.patients), *about["shape"][1:])
            for name, about in self.variables.items()
        }
        return run_points(
            self.sweep, points, block.patients, shapes,
            tick=tick, seconds_per_point=self.seconds_per_point,
        )  # fmt: skip

    def execute(self, part: int, number: int, tick: Callable[[], None] = nothing) -> int:
        """Run a block and store it; return how many of its points failed."""
        block = self.part(part).block(number)
        outcome = self.outcome(block, self.points(block), tick)
        self.store(block, outcome)
        return len(outcome.failed)

    def is_stored(self, block: Block) -> bool:
        """Tell whether a block is seen to be stored from here."""
        return self.part(block.part).mark(block.number).is_file()

    def sees_store(self) -> bool:
        """Tell whether the folder of this very sweep is seen from here."""
        try:
            return (Path(self.path) / "manifest.json").read_bytes() == self.manifest
        except OSError:
            return False

    def store(self, block: Block, outcome: Outcome) -> None:
        """Write what came out of a block.

        Raises
        ------
        InputError
            If the disk is full, or gone.
        """
        try:
            self.part(block.part).write(block, outcome)
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            raise InputError(
                f"Block {block.number} cannot be written into {self.path!r}: "
                f"{in_words(error)}. All blocks before it are stored; "
                f"{'make room' if full else 'see to it'}, and run the sweep again: it goes on."
            ) from None

    def gave_up(self, part: int, number: int, why: str) -> int:
        """Store that a block could not be run at all; it is tried again at the next run."""
        block = self.part(part).block(number)
        places = range(block.points.stop - block.points.start)
        self.store(block, Outcome({}, dict.fromkeys(places, why), again=True))
        return len(places)

    def packed(self) -> bytes:
        """Return the job as bytes; functions of scripts and notebooks travel with it."""
        cloudpickle = _cloudpickle()
        functions = [self.sweep.build, *self.sweep.arms.values(), *self.sweep.measures.values()]
        by_value = []
        for function in functions:
            module = sys.modules.get(getattr(function, "__module__", None) or "")
            if module is not None and _travels(module) and module not in by_value:
                by_value.append(module)
        for module in by_value:
            cloudpickle.register_pickle_by_value(module)
        try:
            return cloudpickle.dumps((code_version(), self))
        finally:
            for module in by_value:
                cloudpickle.unregister_pickle_by_value(module)


def unpacked(data: bytes) -> Job:
    """Return a job from its bytes.

    Raises
    ------
    InputError
        If another version of sim has packed it.
    """
    import pickle

    version, job = pickle.loads(data)
    if version != code_version():
        raise InputError(
            f"The worker has sim {code_version()}, but the sweep was begun with sim {version}; "
            "install the same version everywhere."
        )
    return job


def _travels(module: Any) -> bool:
    """Tell whether a module is the user's own, which a worker elsewhere may not have."""
    return (
        module.__name__ != "__main__"
        and bool(getattr(module, "__file__", None))
        and is_own(module.__name__)
    )


def _cloudpickle():
    try:
        import cloudpickle
    except ImportError:
        raise InputError(
            "Workers in other processes need cloudpickle: "
            f"{advice.install('sweep')}, or run without workers=."
        ) from None
    return cloudpickle
