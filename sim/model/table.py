"""``print(tumour)``: a table that a clinician can read."""

import numpy as np

from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.model import words
from sim.model.clone import Clone
from sim.model.effects import Hill, Inhibition
from sim.model.growth import Exponential
from sim.model.inside import USUAL, outside_for
from sim.model.response import crowding_on_day_0, net_growth
from sim.model.tumour import Tumour
from sim.model.typical import draws, typical


def tumour_table(tumour: Tumour) -> str:
    """Describe a tumour, its growth with and without each drug, and how its clones change.

    Parameters
    ----------
    tumour : Tumour
        Arrays are shown as ``varies: smallest..largest`` and distributions by name. Growth
        rates that follow from a distribution are those of a patient with its median.

    Returns
    -------
    str
        Several lines, aligned with spaces.
    """
    usual = typical(tumour)
    parts = [_first_line(tumour), _start(tumour), "", *_untreated(tumour, usual)]
    if tumour.mechanisms:
        parts += ["", "Mechanisms of resistance", *(f"  {m}" for m in tumour.mechanisms)]
    if tumour.drugs:
        parts += ["", *_treated(tumour, usual), "", *_drugs(tumour)]
    parts += ["", *_changes(tumour), f"Growth: {words.growth_words(tumour.growth)}."]
    for part in tumour.immigration:
        parts.append(f"Immigration: {words.immigration_words(part)}.")
    if tumour.immune is not None:
        parts.append(f"Immune system: {words.immune_words(tumour.immune)}.")
    if draws(tumour):
        parts.append("Growth rates are those of the typical patient (medians).")
    if tumour.references:
        sources = "; ".join(f"{r.authors} ({r.year}) doi:{r.doi}" for r in tumour.references)
        parts.append(f"Sources: {sources}.")
    return "\n".join(parts)


def _first_line(tumour: Tumour) -> str:
    clones, drugs = len(tumour.clones), len(tumour.drugs)
    cells = "one kind of cells" if clones == 1 else f"{clones} kinds of cells (clones)"
    given = {0: "no drug", 1: "1 drug"}.get(drugs, f"{drugs} drugs")
    return f"Tumour of {cells}, {given}"


def _start(tumour: Tumour) -> str:
    founder = tumour.clones[0].name
    if tumour.size is None:
        return f"Start: {words.size(_total(tumour))}"
    if tumour.grown_from_one_cell:
        return (
            f"Start: grown from one {founder} cell to {words.size(tumour.size)}; "
            "resistance arises on the way"
        )
    return f"Start: {words.size(tumour.size)}, all {founder}"


def _total(tumour: Tumour) -> Number:
    starts = [clone.start for clone in tumour.clones]
    some = [s for s in starts if is_distribution(s)]
    if len(some) == 1 and all(s is some[0] or np.all(np.asarray(s) == 0) for s in starts):
        return some[0]
    return sum(np.asarray(typical(s)) for s in starts)


def _untreated(tumour: Tumour, usual: Tumour) -> list[str]:
    """Return the rows of cells, rates and doubling times without any drug."""
    rows = [["clone", "cells", "births", "deaths", "net growth", ""]]
    for clone, growth in zip(tumour.clones, _growth(usual, {}), strict=True):
        cells = words.amount(clone.start)
        if tumour.size is not None:
            first = clone is tumour.clones[0]
            cells = "grown" if tumour.grown_from_one_cell else "all" if first else "0"
        births, deaths = words.amount(clone.birth), words.amount(clone.death)
        rows.append([clone.name, cells, births, deaths, words.rate(growth), words.doubling(growth)])
    crowded = "" if isinstance(tumour.growth, Exponential) else "; net growth at the size of day 0"
    return [f"Without treatment (rates per cell per day{crowded})", *_aligned(rows)]


def _treated(tumour: Tumour, usual: Tumour) -> list[str]:
    """Return the rows of EC50s and of net growth at concentration 1 of each drug, and of all."""
    names = tumour.drug_names
    head = ["clone"]
    columns: list[list[str]] = []
    for drug in tumour.drugs:
        if isinstance(drug.effect, Inhibition):
            continue
        word = "EC50" if isinstance(drug.effect, Hill) else "fold"
        head += [f"{word} {drug.name}", f"on {drug.name}"]
        columns.append([_ec50(clone, drug) for clone in tumour.clones])
        columns.append([words.rate(g) for g in _growth(usual, {drug.name: 1.0})])
    if len(names) > 1:
        head.append("both together" if len(names) == 2 else "all together")
        columns.append([words.rate(g) for g in _growth(usual, dict.fromkeys(names, 1.0))])
    rows = [[name, *row] for name, *row in zip(tumour.clone_names, *columns, strict=True)]
    return ["At the standard dose (net growth per day)", *_aligned([head, *rows])]


def _growth(usual: Tumour, concentrations: dict[str, float]) -> list:
    """Return each clone's net growth [1/day] in the typical patient, at the size of day 0."""
    crowding = crowding_on_day_0(usual)
    return [net_growth(usual, c, concentrations, crowding[c.name]) for c in usual.clones]


def _ec50(clone: Clone, drug) -> str:
    """Return the outside concentration of half the effect on a clone, nothing else being given."""
    fold = clone.fold.get(drug.name, 1.0)
    if not is_distribution(fold) and np.all(np.isinf(fold)):
        return "untouched"
    ec50 = drug.effect.ec50 if isinstance(drug.effect, Hill) else 1.0
    inside = clone.inside.get(drug.name, USUAL)
    if inside is USUAL:
        if isinstance(fold, float) and fold == 1.0:
            return words.amount(ec50)
        if isinstance(ec50, float) and ec50 == 1.0:
            return words.amount(fold)
    shown = outside_for(typical(inside), np.asarray(typical(ec50)) * typical(fold))
    about = "varies: about " if any(map(draws, (ec50, fold, inside))) else ""
    return about + words.amount(shown)


def _drugs(tumour: Tumour) -> list[str]:
    """Return a line per drug, and how they act together."""
    lines = [f"  {drug.name}: {words.drug_words(drug)}." for drug in tumour.drugs]
    for clone in tumour.clones:
        for drug, feeding in clone.fed_by.items():
            lines.append(f"  {words.feeding_words(clone.name, drug, feeding)}.")
    if len(tumour.drugs) > 1:
        lines.append(f"  Together: {words.interaction_words(tumour.interaction)}.")
    return ["Drugs", *lines]


def _changes(tumour: Tumour) -> list[str]:
    """Return a line per transition."""
    if not tumour.transitions:
        return ["No cell changes kind."]
    lines = [f"  {words.transition_words(t)}" for t in tumour.transitions]
    return ["How cells change kind", *lines]


def _aligned(rows: list[list[str]]) -> list[str]:
    """Return rows of equal columns: the first to the left, numbers to the right, words left."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    last_is_words = rows[0][-1] == ""
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        if last_is_words:
            cells[-1] = row[-1]
        lines.append(("  " + "  ".join(cells)).rstrip())
    return lines
