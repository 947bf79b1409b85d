"""What a case may have besides: more clones, drugs that act as one, an immune system, niches."""

import sim
from experiments.accuracy.genes import Genes

MORE = 70
"""Numbers for all of it."""


def with_more(tumour: sim.Tumour, genes: Genes, start: float) -> sim.Tumour:
    """Return the tumour with what these numbers add to it, often nothing.

    Parameters
    ----------
    start : float
        Its cells on day 0.
    """
    tumour = _with_clones(tumour, genes, start)
    tumour = _acting_together(tumour, genes)
    tumour = _defended(tumour, genes, start)
    return _in_niches(tumour, genes, start)


def _with_clones(tumour: sim.Tumour, genes: Genes, start: float) -> sim.Tumour:
    """Return it with up to six clones, which divide 0.001 to 5 times a day."""
    count = genes.choice([0, 0, 0, 1, 2, 3])
    clones, moves, chain = list(tumour.clones), list(tumour.transitions), ["R"]
    founder = tumour.clones[0]
    for number in range(3):
        birth = genes.power(1e-3, 5.0)
        net = genes.uniform(-1.0, 1.0) * min(birth, float(founder.birth))
        fold = genes.power(1.0, 1e3)
        there = genes.choice([0.0, 0.0, start * 1e-3])
        chance = genes.power(1e-7, 1e-2)
        back = genes.choice([0.0, 0.0, genes.power(1e-3, 5.0)])
        parent = genes.choice(["S", "R", chain[-1]])
        if number >= count or len(clones) == 6:
            continue
        name = f"C{number}"
        folds = {drug.name: fold for drug in tumour.drugs}
        clones.append(sim.Clone(name, birth, birth - net, fold=folds, start=there))
        moves.append(sim.Mutation(parent, name, chance))
        if back > 0.0:
            moves += [sim.Switch(name, parent, back), sim.Switch(parent, name, 0.1 * back)]
        chain.append(name)
    return tumour.replace(clones=clones, transitions=moves)


def _acting_together(tumour: sim.Tumour, genes: Genes) -> sim.Tumour:
    """Return it, at times, with two drugs that are doses of one another or two pathways."""
    joint = genes.choice([None, None, sim.Loewe, sim.Parallel])
    drugs = tumour.drugs
    if joint is None or len(drugs) < 2 or len({drug.effect.acts for drug in drugs}) > 1:
        return tumour
    names = tumour.drug_names if joint is sim.Parallel else ()
    return tumour.replace(interaction=joint(*names))


def _defended(tumour: sim.Tumour, genes: Genes, start: float) -> sim.Tumour:
    """Return it, at times, beside effector cells that kill some of it."""
    there = genes.choice([False, False, False, True])
    decay, effectors = genes.power(0.01, 1.0), genes.power(1e4, 1e8)
    kill = genes.power(1e-3, 1.0)
    exhaustion = decay * genes.choice([0.0, genes.power(1e-3, 10.0)]) / start
    recruitment = decay * genes.choice([0.0, genes.power(0.03, 3.0)])
    half, busy = start * genes.power(1e-2, 10.0), start * genes.power(1e-2, 10.0)
    busy = genes.choice([float("inf"), busy])
    checked, hidden = genes.choice([None, "C"]), genes.uniform(0.0, 1.0)
    called = sim.Suppressors(
        recruitment=effectors * genes.power(0.01, 1.0), half_recruitment=half,
        half_effect=effectors, inhibitor=genes.choice([None, "C"]),
    )  # fmt: skip
    called = genes.choice([None, called])
    half_life, interval = genes.choice([None, genes.power(0.1, 30.0)]), genes.choice([1.0, 21.0])
    ec50, slope = genes.power(0.05, 2.0), genes.choice([1.0, 2.0, 4.0])
    if not there:
        return tumour
    immune = sim.Immune(
        supply=decay * effectors, recruitment=recruitment, half_recruitment=half,
        exhaustion=exhaustion, decay=decay, killing=kill / effectors, saturation=busy,
        checkpoint=checked, suppressors=called, visible={"R": hidden},
    )  # fmt: skip
    drugs = list(tumour.drugs)
    if immune.drugs:
        effect = sim.Inhibition(ec50, slope)
        decays = {} if half_life is None else {"half_life": half_life, "interval": interval}
        drugs.append(sim.Drug("C", effect, **decays))
    return tumour.replace(immune=immune, drugs=drugs)


def _in_niches(tumour: sim.Tumour, genes: Genes, start: float) -> sim.Tumour:
    """Return it, at times, spread over two or three sites."""
    count = genes.choice([0, 0, 0, 0, 2, 3])
    shares = genes.uniform(0.01, 0.98), genes.uniform(0.0, 1.0)
    niches = [sim.Niche("first", share=shares[0], migration=genes.power(1e-4, 1.0))]
    rest = 1.0 - shares[0]
    parts = [rest * shares[1], rest * (1.0 - shares[1])] if count == 3 else [rest]
    crowded = not isinstance(tumour.growth, sim.Exponential)
    for name, share in zip(("second", "third"), [*parts, 0.0], strict=False):
        capacity = start * genes.power(0.1, 1e3)
        niche = sim.Niche(
            name, penetration=genes.power(0.01, 1.0), birth=genes.uniform(0.2, 1.0),
            death=genes.uniform(0.2, 1.2), capacity=capacity if crowded else None,
            migration=genes.choice([0.0, genes.power(1e-4, 1.0)]),
            effectors=genes.uniform(0.0, 1.0), share=share,
        )  # fmt: skip
        niches.append(niche)
    niches = niches[:count]
    return tumour.in_niches(niches) if count > 0 else tumour
