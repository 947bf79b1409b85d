"""A tumour: clones, how they turn into each other, the drugs they meet, and the room they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.citations import Reference
from sim.base.drawn import is_distribution
from sim.base.errors import InputError, listed, unknown
from sim.base.ours import only_ours
from sim.base.resolve import check_equally_long
from sim.base.typed import typed
from sim.model.clone import Clone
from sim.model.cooperation import Allee, Game
from sim.model.curve import Curve
from sim.model.drug import Drug
from sim.model.effects import Inhibition
from sim.model.growing_capacity import growing
from sim.model.growth import Exponential, Gompertz, Logistic
from sim.model.growth_curve import Growth
from sim.model.immigration import Immigration
from sim.model.immune import Immune
from sim.model.inside import Inside
from sim.model.interactions import Bliss, HighestSingleAgent, Interaction, Loewe, Parallel
from sim.model.transitions import Mutation, Switch, Transition

if TYPE_CHECKING:
    from sim.model.mechanisms.mechanism import Mechanism
    from sim.model.metastases import Metastases
    from sim.model.niches import Niche

_OWN_GROWTH = "A law of growth of your own is a table: sim.GrowthCurve(cells, births)."
_OWN_PART = "Give its numbers to ours; a function that returns some is as short."
_OWN_INTERACTION = "There is no interaction of one's own; take the one that comes nearest."


@dataclass(frozen=True)
class Tumour:
    """A tumour and the drugs it may meet: a description, nothing runs.

    Parameters
    ----------
    clones : sequence of Clone
        The kinds of cells. The first is the founder where one is needed.
    transitions : sequence of Mutation or Switch
        How cells change kind.
    drugs : sequence of Drug
        The drugs a regimen may give.
    growth : Exponential, Logistic, Gompertz, GrowthCurve, Allee or Game
        How crowding slows growth, or cells help each other.
    interaction : Bliss, Loewe, HighestSingleAgent or Parallel
        How drugs given together add up on one clone.
    size : float, array (patient,) or distribution, optional
        Cells on day 0, instead of every clone's `start`: all of the founder clone, or, with
        `grown_from_one_cell`, of whatever grew.
    grown_from_one_cell : bool
        Grow every patient's tumour from one founder cell until it has `size` cells, without
        drug, and begin again where it dies out before (so: conditioned on getting there).
        Resistance present before treatment then has its right distribution.
    references : sequence of Reference
        Where the numbers come from; ``sim.cite`` prints them.
    mechanisms : sequence
        What `from_founder` made the clones of, for ``print``; nothing follows from it.
    immune : Immune, optional
        Effector cells that kill tumour cells.
    immigration : sequence of Immigration
        Cells that come from elsewhere.

    Raises
    ------
    InputError
        If a name is unknown or used twice, or the parts do not fit together.

    Examples
    --------
    >>> import sim
    >>> tumour = sim.Tumour(
    ...     clones=[sim.Clone("sensitive", birth=0.14, death=0.13, start=1e9)],
    ...     drugs=[sim.Drug("vemurafenib", effect=sim.Proportional(0.04))])
    >>> tumour.clone_names
    ('sensitive',)
    """

    clones: Sequence[Clone]
    transitions: Sequence[Transition] = ()
    drugs: Sequence[Drug] = ()
    growth: Growth = Exponential()
    interaction: Interaction = Bliss()
    size: Number | None = None
    grown_from_one_cell: bool = False
    references: Sequence[Reference] = ()
    mechanisms: Sequence["Mechanism"] = ()
    immune: Immune | None = None
    immigration: Sequence[Immigration] = ()

    def __post_init__(self):
        for word in (
            "clones", "transitions", "drugs", "references", "mechanisms", "immigration",
        ):  # fmt: skip
            parts = checks.taken(
                f"{word} of a tumour", getattr(self, word), f"{word}=[...], also of one"
            )
            object.__setattr__(self, word, parts)
        grown = checks.yes_or_no("grown_from_one_cell of a tumour", self.grown_from_one_cell)
        object.__setattr__(self, "grown_from_one_cell", grown)
        self._check_names()
        check_equally_long({"tumour": self})
        self._check_transitions()
        self._check_immigration()
        self._check_growth()
        self._check_interaction()
        self._check_start()
        self._check_immune()

    @property
    def clone_names(self) -> tuple[str, ...]:
        """Names of the clones, in order."""
        return tuple(clone.name for clone in self.clones)

    @property
    def drug_names(self) -> tuple[str, ...]:
        """Names of the drugs, in order."""
        return tuple(drug.name for drug in self.drugs)

    @property
    def mutations(self) -> tuple[Mutation, ...]:
        """The transitions that happen at divisions."""
        return tuple(t for t in self.transitions if isinstance(t, Mutation))

    @property
    def switches(self) -> tuple[Switch, ...]:
        """The transitions that happen without division."""
        return tuple(t for t in self.transitions if isinstance(t, Switch))

    @classmethod
    @typed
    def from_founder(
        cls,
        founder: Clone,
        mechanisms: Sequence["Mechanism"],
        drugs: Sequence[Drug],
        at_most: int | None = None,
        **parts: Any,
    ) -> "Tumour":
        """Return the tumour in which mechanisms of resistance can arise from one founder clone.

        Its clones are the combinations of the states of the mechanisms (``sensitive``, ``A``,
        ``A+pump``), its transitions the steps of each mechanism in each of them.

        Parameters
        ----------
        founder : Clone
            Cells without any mechanism; how they respond to a drug is what the mechanisms change.
        mechanisms : sequence of Mechanism
            Such as `sim.TargetMutation`, `sim.Efflux`, `sim.Tolerance`; their names differ.
        drugs : sequence of Drug
            The drugs a regimen may give, those that block a mechanism included.
        at_most : int, optional
            Clones with more changes at once than that are left out.
        **parts
            The other parts of a tumour: `size`, `grown_from_one_cell`, `growth`, ...

        Raises
        ------
        InputError
            If two mechanisms have one name, one names an unknown drug, or there are more than 64
            clones (it says how many, and what `at_most` would do).
        """
        from sim.model.mechanisms.lattice import lattice

        mechanisms = checks.taken("mechanisms", mechanisms, '[sim.TargetMutation("A")]')
        drugs = checks.taken("drugs", drugs, '[sim.Drug("A", sim.Hill(0.05, 0.3))]')
        begun = [m.name for m in mechanisms if getattr(m, "begins", 0)]
        if begun and parts.get("size") is not None:
            raise InputError(
                f"size of a tumour is that of the founder clone, but {listed(begun)} says that the "
                "cells of day 0 are changed. Give the founder start= and no size."
            )
        clones, transitions = lattice(founder, mechanisms, drugs, at_most)
        sources = [r for mechanism in mechanisms for r in mechanism.references]
        references = dict.fromkeys([*parts.pop("references", ()), *sources])
        return cls(
            clones, transitions, drugs, references=tuple(references), mechanisms=mechanisms, **parts
        )

    @typed
    def in_niches(self, niches: Sequence["Niche"]) -> "Tumour":
        """Return the same tumour spread over sites, each with drugs, room and pace of its own.

        Its clones are those of this tumour in each niche (``sensitive @ hypoxic``), the first niche
        first; cells migrate between niches and crowd only those of their own. A tumour grown from
        one cell begins in the first niche.

        Parameters
        ----------
        niches : sequence of Niche
            Two or more.

        Raises
        ------
        InputError
            If a name is unknown or used twice, shares do not add up to 1, or there are more than
            64 clones x niches.
        """
        from sim.model.spread import in_niches

        return in_niches(self, niches)

    @typed
    def with_metastases(self, metastases: "Metastases") -> "Tumour":
        """Return the same tumour, which founds others like it at further sites, cell by cell.

        Its clones are those of this tumour in the ``primary`` and at each site (``sensitive @
        metastasis 3``); cells crowd only those of their own. All cells at the start are in the
        primary tumour, so let it grow from one cell if some metastases are there on day 0.

        Parameters
        ----------
        metastases : Metastases

        Raises
        ------
        InputError
            If clones have sites already, a capacity means nothing, or there are more than 2000
            clones x sites (64 where cells switch).
        """
        from sim.model.metastases import with_metastases

        return with_metastases(self, metastases)

    def replace(self, **changes) -> "Tumour":
        """Return the same tumour with some parts changed."""
        return replace(self, **changes)

    def __str__(self) -> str:
        from sim.model.table import tumour_table

        return tumour_table(self)

    def _check_names(self) -> None:
        checks.parts("references of a tumour", self.references, Reference, "sim.base.Reference")
        for kind, parts, type_ in (("clone", self.clones, Clone), ("drug", self.drugs, Drug)):
            for part in parts:
                if not isinstance(part, type_):
                    raise InputError(f"{kind}s must be sim.{type_.__name__}(...), not {part!r}.")
                # (by its name: to write all its numbers takes longer than all other checks)
                only_ours(f"{kind} {part.name!r}", part, (type_,), _OWN_PART)
            names = [part.name for part in parts]
            twice = sorted({n for n in names if names.count(n) > 1})
            if twice:
                raise InputError(f"Two {kind}s are named {listed(twice)}; names must differ.")
        if not self.clones:
            raise InputError("A tumour needs at least one clone: clones=[sim.Clone(...)].")
        for clone in self.clones:
            for drug in clone.fold:
                self._known_drug(f"fold of clone {clone.name!r} for {drug!r}", drug)
            for drug, inside in clone.inside.items():
                self._check_inside(clone, drug, inside)
            for drug in clone.fed_by:
                self._check_fed(clone, drug)

    def _check_inside(self, clone: Clone, drug: str, inside: Inside) -> None:
        where = f"inside of clone {clone.name!r} for {drug!r}"
        self._known_drug(where, drug)
        effects = {d.name: d.effect for d in self.drugs}
        for other in inside.named:
            self._known_drug(f"{where}, which names {other!r}", other)
        if drug in inside.named:
            raise InputError(f"{where} names {drug!r} itself; name another drug.")
        for inhibitor in {p.inhibitor for p in inside.pumps if p.inhibitor is not None}:
            if not isinstance(effects[inhibitor], Inhibition):
                raise InputError(
                    f"{where}: the pump is inhibited by {inhibitor!r}, whose effect is "
                    f"{type(effects[inhibitor]).__name__}. Give it sim.Inhibition(ec50=...)."
                )
        # (what it needs is a second pathway that the drug blocks: a lone blocker does nothing too)
        rest = replace(inside, needs={})
        if isinstance(effects[drug], Inhibition) and not rest.is_only_uptake:
            raise InputError(
                f"{where}: {drug!r} blocks a mechanism and does not kill; only uptake can differ."
            )
        if effects[drug].acts == "capacity" and not inside.is_only_uptake:
            raise InputError(
                f"{where}: {drug!r} takes room and does not kill; only uptake can differ."
            )

    def _check_fed(self, clone: Clone, drug: str) -> None:
        where = f"fed_by of clone {clone.name!r} for {drug!r}"
        self._known_drug(where, drug)
        if not clone.inside.get(drug, Inside()).is_only_uptake:
            raise InputError(
                f"{where}: the clone pumps, inactivates or repairs {drug!r}, and then it is not "
                "known which concentration feeds it; only uptake can differ."
            )
        if not isinstance(self.interaction, Bliss):
            raise InputError(
                f"{where}: what feeds a clone adds up with other drugs by sim.Bliss() only, not by "
                f"{type(self.interaction).__name__}."
            )

    def _check_transitions(self) -> None:
        for t in self.transitions:
            if not isinstance(t, Mutation | Switch):
                raise InputError(f"transitions must be sim.Mutation or sim.Switch, not {t!r}.")
            only_ours(f"transition to {t.target!r}", t, (Mutation, Switch), _OWN_PART)
            word = type(t).__name__
            self._known_clone(f"{word} from {t.source!r}", t.source)
            self._known_clone(f"{word} to {t.target!r}", t.target)
            if isinstance(t, Switch):
                for drug in t.induced:
                    self._known_drug(f"{word} induced by {drug!r}", drug)
                continue
            for drug in t.raised:
                self._known_drug(f"{word} raised by {drug!r}", drug)
            if t.other is not None:
                self._known_clone(f"{word} with the other daughter {t.other!r}", t.other)
        pairs = [(type(t), t.source, t.target, getattr(t, "other", None)) for t in self.transitions]
        for pair in pairs:
            if pairs.count(pair) > 1:
                type_, source, target, _ = pair
                raise InputError(
                    f"{type_.__name__} from {source!r} to {target!r} is given twice; add them up."
                )
        for clone in self.clones:
            own = [m for m in self.mutations if m.source == clone.name]
            total = _total([m.per_division for m in own])
            if total > 1.0 + ROUNDING:
                raise InputError(
                    f"The mutations of clone {clone.name!r} add up to {total:g} per division; "
                    "at most 1 is possible."
                )
            total = _total([m.per_division * _most_raised(m) for m in own if _is_plain(m)])
            if total > 1.0 + ROUNDING:
                raise InputError(
                    f"The mutations of clone {clone.name!r} add up to {total:g} per division at "
                    "full effect of the drugs that raise them; at most 1 is possible."
                )
        if self.grown_from_one_cell and any(m.other is not None for m in self.mutations):
            raise InputError(
                "A tumour in which both daughters of a division may be of other clones cannot be "
                "grown from one cell yet: give the clones start=, or size= without "
                "grown_from_one_cell."
            )

    def _check_immigration(self) -> None:
        of_whom = []
        for part in self.immigration:
            if not isinstance(part, Immigration):
                raise InputError(f"immigration must be sim.Immigration(clone, rate), not {part!r}.")
            only_ours(f"immigration of {part.clone!r}", part, (Immigration,), _OWN_PART)
            self._known_clone(f"Immigration of {part.clone!r}", part.clone)
            if part.clone in of_whom:
                raise InputError(f"Immigration of {part.clone!r} is given twice; add the rates up.")
            of_whom.append(part.clone)

    def _check_growth(self) -> None:
        growth = self.growth
        only_ours("growth", growth, get_args(Growth), _OWN_GROWTH)
        if not isinstance(growth, Growth):
            raise InputError(
                f"growth is {growth!r}; give sim.Exponential(), sim.Logistic(capacity=), "
                "sim.Gompertz(capacity=), sim.GrowthCurve(cells, births), "
                "sim.Allee(capacity, half) or sim.Game(payoffs)."
            )
        if self.grown_from_one_cell and isinstance(growth, Allee | Game):
            raise InputError(
                f"A tumour that grows by {type(growth).__name__} cannot be grown from one cell "
                "yet: give the clones start=, or size= without grown_from_one_cell."
            )
        if isinstance(growth, Exponential):
            return
        if growing(growth) is not None:
            self._check_grows()
        if growth.competition is not None and len(growth.competition) != len(self.clones):
            n, m = len(growth.competition), len(self.clones)
            word = "payoffs of the Game" if isinstance(growth, Game) else "competition"
            raise InputError(f"{word} is {n} x {n} but the tumour has {m} clones.")
        if isinstance(growth, Logistic | Gompertz) and isinstance(growth.capacity, Mapping):
            for clone in growth.capacity:
                self._known_clone(f"capacity for {clone!r}", clone)
            missing = [n for n in self.clone_names if n not in growth.capacity]
            if missing:
                raise InputError(f"capacity is missing for {listed(missing)}.")

    def _check_grows(self) -> None:
        if self.grown_from_one_cell:
            raise InputError(
                "A GrowingCapacity begins on day 0, so what was there before is not known: a "
                "tumour that has one cannot be grown from one cell. Give the clones start=, or "
                "size= without grown_from_one_cell."
            )
        if not isinstance(self.interaction, Bliss):
            raise InputError(
                "A GrowingCapacity goes with sim.Bliss() only, not with "
                f"{type(self.interaction).__name__}."
            )

    def _check_interaction(self) -> None:
        joint = self.interaction
        kinds = (Bliss, Loewe, HighestSingleAgent, Parallel)
        only_ours("interaction", joint, kinds, _OWN_INTERACTION)
        if not isinstance(joint, Bliss | Loewe | HighestSingleAgent | Parallel):
            raise InputError(
                f"interaction is {joint!r}; give sim.Bliss(), sim.Loewe(), "
                "sim.HighestSingleAgent() or sim.Parallel(first, second)."
            )
        if isinstance(joint, Loewe):
            for tabled in (drug for drug in self.drugs if isinstance(drug.effect, Curve)):
                raise InputError(
                    f"Loewe asks which dose of {tabled.name!r} has a given effect, and takes no "
                    "sim.Curve. Choose sim.Bliss(), or give the drug a sim.Hill."
                )
        self._check_several_effects()
        acts = {drug.name: drug.effect.acts for drug in self.drugs}
        if isinstance(joint, HighestSingleAgent):
            for clone in self.clones:
                for drug, inside in clone.inside.items():
                    if inside.needs:
                        raise InputError(
                            f"In clone {clone.name!r} drug {drug!r} needs {listed(inside.needs)}, "
                            "but with HighestSingleAgent only one drug acts. Choose sim.Bliss()."
                        )
        if isinstance(joint, Loewe):
            acts = {name: word for name, word in acts.items() if word != Inhibition.acts}
        if isinstance(joint, Parallel):
            self._known_drug(f"Parallel with {joint.first!r}", joint.first)
            self._known_drug(f"Parallel with {joint.second!r}", joint.second)
            acts = {name: acts[name] for name in (joint.first, joint.second)}
            for name, word in acts.items():
                if word == Inhibition.acts:
                    raise InputError(
                        f"Parallel with {name!r}: it blocks a mechanism and does not kill. For a "
                        "second pathway, use sim.Bypass or sim.Inside(needs={...})."
                    )
        elif not isinstance(joint, Loewe):
            return
        if len(set(acts.values())) > 1:
            raise InputError(
                f"{type(joint).__name__} needs drugs that act on the same thing, but they act on "
                + ", ".join(f"{word} ({drug!r})" for drug, word in acts.items())
                + "."
            )

    def _check_several_effects(self) -> None:
        joint, growth = type(self.interaction).__name__, self.growth
        for drug in self.drugs:
            on_room = any(effect.acts == "capacity" for effect in (drug.effect, *drug.also))
            if not isinstance(self.interaction, Bliss) and (drug.also or on_room):
                what = "acts on the capacity" if on_room else "has several effects (also=)"
                raise InputError(
                    f"{drug.name!r} {what}, which adds up with other drugs by sim.Bliss() only, "
                    f"not by {joint}."
                )
            if on_room and isinstance(growth, Exponential | Allee | Game):
                raise InputError(
                    f"{drug.name!r} acts on the capacity, but {type(growth).__name__} growth has "
                    "none that a drug could change. Take sim.Logistic, sim.Gompertz or "
                    "sim.GrowthCurve."
                )

    def _check_start(self) -> None:
        if self.size is None:
            if self.grown_from_one_cell:
                raise InputError("grown_from_one_cell needs the size to grow to: size=1e9.")
            empty = not any(_could_be_positive(clone.start) for clone in self.clones)
            if empty and not self.immigration:
                raise InputError(
                    "The tumour has no cells: give a clone start=1e9, or the tumour size=1e9."
                )
            return
        low = 1.0
        object.__setattr__(
            self, "size", checks.number("size of the tumour", self.size, low, 1e15, unit="cells")
        )
        started = [c.name for c in self.clones if _could_be_positive(c.start)]
        if started:
            raise InputError(
                f"Both size and start of {listed(started)} are given; give one of the two."
            )
        founder = self.clones[0]
        if self.grown_from_one_cell and not (
            is_distribution(founder.birth) or is_distribution(founder.death)
        ):
            if np.any(np.asarray(founder.birth) <= np.asarray(founder.death)):
                raise InputError(
                    f"The founder clone {founder.name!r} does not grow: birth {founder.birth} is "
                    f"not above death {founder.death}, so it cannot reach the size by itself."
                )

    def _check_immune(self) -> None:
        immune = self.immune
        if immune is None:
            return
        if not isinstance(immune, Immune):
            raise InputError(f"immune is {immune!r}; give sim.Immune(...), or None.")
        effects = {drug.name: drug.effect for drug in self.drugs}
        for drug in immune.drugs:
            self._known_drug(f"Immune with {drug!r}", drug)
            if not isinstance(effects[drug], Inhibition):
                raise InputError(
                    f"Immune with {drug!r}: its effect is {type(effects[drug]).__name__}, but a "
                    "drug of the immune system blocks something: give it sim.Inhibition(ec50=...)."
                )
        sites = dict.fromkeys(clone.site for clone in self.clones if clone.site is not None)
        for name in immune.visible:
            if name not in (*self.clone_names, *sites):
                where = (*self.clone_names, *sites)
                raise unknown(f"visible of Immune for {name!r}", "clone", name, where)
        sources = [r for r in immune.references if r not in self.references]
        object.__setattr__(self, "references", (*self.references, *sources))
        if self.grown_from_one_cell:
            raise InputError(
                "A tumour with an immune system cannot be grown from one cell yet: give the clones "
                "start=, or size= without grown_from_one_cell."
            )

    def _known_clone(self, what: str, name: str) -> None:
        if name not in self.clone_names:
            raise unknown(what, "clone", name, self.clone_names)

    def _known_drug(self, what: str, name: str) -> None:
        if name not in self.drug_names:
            raise unknown(what, "drug", name, self.drug_names)


ROUNDING = 1e-12
"""By how much probabilities that add up to 1 may be above it."""


def _total(parts: Sequence[Number]) -> float:
    """Return the largest sum of numbers, of those that are no distributions."""
    some = [p for p in parts if not is_distribution(p)]
    return float(np.max(sum(some))) if some else 0.0


def _is_plain(mutation: Mutation) -> bool:
    """Tell whether none of its numbers is a distribution."""
    return not any(map(is_distribution, (mutation.per_division, *mutation.raised.values())))


def _most_raised(mutation: Mutation) -> Any:
    """Return how many times as often it is at full effect of all drugs."""
    return 1.0 + sum(np.asarray(times) - 1.0 for times in mutation.raised.values())


def _could_be_positive(start: Number) -> bool:
    return is_distribution(start) or bool(np.any(np.asarray(start) > 0))
