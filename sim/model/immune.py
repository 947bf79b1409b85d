"""The immune system: effector cells that kill tumour cells, and what holds them down.

With T tumour cells, E effector cells and M suppressor (myeloid) cells,

    dE/dt = supply + recruitment E T / (half + T) - exhaustion (1 - c) E T - decay E,
    dM/dt = recruitment' T / (half' + T) - decay' M,

and every tumour cell of clone i is killed at the rate

    visible_i * killing * E / (1 + T / saturation) / (1 + (1 - f) M / half_effect)   [1/day],

where c and f are the blocked shares (`sim.Inhibition`) of a checkpoint and of a myeloid drug. The
first and the last line without M, c and saturation are the model of Kuznetsov et al. (1994).
Effector and suppressor cells are many, so they follow their rates; tumour cells live and die by
chance given their level.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from sim.base import checks
from sim.base.checks import Number
from sim.base.citations import Reference
from sim.base.errors import InputError


@dataclass(frozen=True)
class Suppressors:
    """Suppressor cells of myeloid origin: the tumour calls them in, and they disarm effectors.

    The numbers have no one source: that such cells gather with the size of the tumour and disarm
    T cells is established (Gabrilovich and Nagaraj 2009, Nat Rev Immunol 9:162), their rates are
    illustrative.

    Parameters
    ----------
    recruitment : float, array (patient,) or distribution
        Cells called in by a very large tumour [cells/day].
    half_recruitment : float, array (patient,) or distribution
        Tumour size that calls in half as many [cells].
    decay : float, array (patient,) or distribution
        Loss [1/day per cell].
    half_effect : float, array (patient,) or distribution
        Suppressor cells that halve the killing [cells].
    start : float, array (patient,), distribution or None
        Cells on day 0; None: in balance with the tumour at its start.
    inhibitor : str, optional
        A drug, with `sim.Inhibition` as its effect, that blocks what they do.
    """

    recruitment: Number = 1e6
    half_recruitment: Number = 1e8
    decay: Number = 0.2
    half_effect: Number = 1e6
    start: Number | None = None
    inhibitor: str | None = None

    def __post_init__(self):
        _check(self, "recruitment", "Suppressors", unit="cells per day")
        _check(self, "half_recruitment", "Suppressors", above=True, unit="cells")
        _check(self, "decay", "Suppressors", above=True, unit="per day")
        _check(self, "half_effect", "Suppressors", above=True, unit="cells")
        if self.start is not None:
            _check(self, "start", "Suppressors", unit="cells")
        if self.inhibitor is not None:
            checks.name("The inhibitor of Suppressors", self.inhibitor)


@dataclass(frozen=True)
class Immune:
    """Effector cells of every patient, for ``Tumour(immune=...)``.

    The defaults are those fitted to a lymphoma of the mouse (Kuznetsov et al. 1994, table 1: BCL1
    cells in the spleen of chimeric mice); tumours of other kinds and sizes need numbers of their
    own, `half_recruitment` above all.

    Parameters
    ----------
    supply : float, array (patient,) or distribution
        Effector cells that come in without a tumour [cells/day].
    recruitment : float, array (patient,) or distribution
        Largest rate at which effectors multiply because of the tumour [1/day per cell].
    half_recruitment : float, array (patient,) or distribution
        Tumour size at which they do so half as fast [cells].
    exhaustion : float, array (patient,) or distribution
        Rate at which a tumour cell puts an effector cell out of action [1/day per pair].
    decay : float, array (patient,) or distribution
        Loss of effectors [1/day per cell].
    killing : float, array (patient,) or distribution
        Rate at which an effector cell kills a tumour cell [1/day per pair].
    saturation : float, array (patient,) or distribution
        Tumour size at which effectors are busy and each cell is killed half as fast [cells];
        ``inf``: never.
    start : float, array (patient,), distribution or None
        Effector cells on day 0; None: ``supply / decay``, what there is without a tumour.
    checkpoint : str, optional
        A checkpoint inhibitor: a drug, with `sim.Inhibition` as its effect, that blocks exhaustion.
    suppressors : Suppressors, optional
        Myeloid cells that disarm the effectors.
    visible : mapping of clone or site to number
        Factor on the killing of a clone's cells: 1 (not named) is seen, 0 has lost its antigen.
    """

    supply: Number = 1.3e4
    recruitment: Number = 0.1245
    half_recruitment: Number = 2.019e7
    exhaustion: Number = 3.422e-10
    decay: Number = 0.0412
    killing: Number = 1.101e-7
    saturation: Number = float("inf")
    start: Number | None = None
    checkpoint: str | None = None
    suppressors: Suppressors | None = None
    visible: Mapping[str, Number] = field(default_factory=dict)

    references: ClassVar[tuple[Reference, ...]] = (
        Reference(
            "Kuznetsov VA, Makalkin IA, Taylor MA, Perelson AS",
            1994,
            "Nonlinear dynamics of immunogenic tumors: parameter estimation and global bifurcation "
            "analysis",
            "Bull Math Biol 56:295",
            "10.1007/BF02460644",
            "Immune: effector cells, and the defaults (a lymphoma of the mouse)",
        ),
    )

    def __post_init__(self):
        _check(self, "supply", "Immune", unit="cells per day")
        _check(self, "recruitment", "Immune", unit="per day")
        _check(self, "half_recruitment", "Immune", above=True, unit="cells")
        _check(self, "exhaustion", "Immune", unit="per day and pair of cells")
        _check(self, "decay", "Immune", above=True, unit="per day")
        _check(self, "killing", "Immune", unit="per day and pair of cells")
        _check(self, "saturation", "Immune", above=True, infinite=True, unit="cells")
        if self.start is not None:
            _check(self, "start", "Immune", unit="cells")
        if self.checkpoint is not None:
            checks.name("The checkpoint inhibitor of Immune", self.checkpoint)
        if self.suppressors is not None and not isinstance(self.suppressors, Suppressors):
            raise InputError(f"suppressors is {self.suppressors!r}; give sim.Suppressors(...).")
        if not isinstance(self.visible, Mapping):
            raise InputError(
                f"visible of Immune is {self.visible!r}; it is given by clone: "
                "visible={'hidden': 0}."
            )
        visible = {
            name: checks.number(f"visible of Immune for {name!r}", x, high=1e3)
            for name, x in self.visible.items()
        }
        object.__setattr__(self, "visible", visible)

    @property
    def drugs(self) -> tuple[str, ...]:
        """The drugs it names."""
        myeloid = self.suppressors.inhibitor if self.suppressors is not None else None
        return tuple(drug for drug in (self.checkpoint, myeloid) if drug is not None)


def _check(part, word: str, of: str, **limits) -> None:
    value = checks.number(f"{word} of {of}", getattr(part, word), **limits)
    object.__setattr__(part, word, value)
