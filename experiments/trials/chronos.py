"""Rechallenge with an anti-EGFR antibody, told by the blood: CHRONOS and CRICKET.

    python -m experiments.trials.chronos

What trials found in RAS wild-type colorectal cancer that had responded to such an antibody and then
progressed: given again after another treatment, 6 of 28 respond (CRICKET: Cremolini et al. 2019,
JAMA Oncol 5:343; chosen by no test), and 8 of 27 of those whose blood shows no RAS, BRAF or EGFR
variants (CHRONOS: Sartore-Bianchi et al. 2022, Nat Med 28:1612; 36 of 52 who were screened). In
CRICKET 12 of 25 had RAS variants in blood at rechallenge, and nobody of these responded.

`rechallenge_colon.py` found that the decay of resistant clones alone explains none of it: a tumour
that has progressed through them is resistant, and stays so for years. In blood they are a minority,
though. So here most cells that outlast the antibody are in a **reversible** tolerant state, and the
variants grow beside them. Whoever is given the antibody again responds if enough of the tolerant
cells have come back and the variants are few; the blood sees only the variants. How long the state
lasts nobody has measured in patients: it is varied, and everything else is stated beforehand.

=========================  =============================  =====================================
growth without drug        0.015 a day, lognormal 0.3     as `rechallenge_colon.py` (assumed)
kill of sensitive cells    0.03 a day beyond growth       as there, ``fast kill`` (assumed)
kill between lesions       lognormal, 0.3                 assumed
cost of RAS variants       ln 2 / 3.7 months              Parseghian et al. 2019, Ann Oncol 30:243
cost of EGFR variants      ln 2 / 4.7 months              the same
lesions                    4, of 1e9 to 3e10 cells        1.2 to 3.9 cm (assumed)
lesions with variants      each with probability 0.4      assumed
cells with a variant       1e3 to 1e7 in such a lesion    as `rechallenge_colon.py` (assumed)
into tolerance, on drug    0.001 a day                    assumed
growth of tolerant cells   that of sensitive ones         assumed: tolerance costs nothing
shed DNA                   2e-9 genomes per ml and cell   stage IV: 100 to 1,000 mutant fragments in
                                                          5 ml (Bettegowda et al. 2014, Sci Transl
                                                          Med 6:224ra24)
bridge                     all cells die 0.012 a day      chemotherapy that holds (assumed)
blood                      10,000 molecules, 28 days      a variant is found from 5 reads on
=========================  =============================  =====================================

The half-lives of the variants in blood are *measured* on the simulated reads, as Parseghian et al.
did on patients': the slope of the logarithm of the variant's fraction over that of a clonal one.

What comes out, of 400 patients each, with 95 % intervals:

=====================================  ===========  ===========  ===========  =====================
half-life of the tolerant state        1 month      2 months     3 months     published
=====================================  ===========  ===========  ===========  =====================
all who are given it again respond     14 % (9-20)  28 (22-34)   21 (16-27)   21 (8-41), CRICKET
those whose blood is clear respond     30 (20-42)   33 (26-40)   22 (17-28)   30 (14-50), CHRONOS
those with variants in blood respond   0 of 89      2 of 45      0 of 13      0 of 12, CRICKET
have variants in blood                 54 %         19 %         5 %          48 and 31 %
half-life of RAS in blood [months]     19           4.2          4.0          3.7
half-life of EGFR in blood [months]    39           6.1          4.5          4.7
=====================================  ===========  ===========  ===========  =====================

The response of those whom the blood has chosen agrees with CHRONOS for states of one to three
months (of three, narrowly not). The half-lives need two or more: with one, the variants are most of
the tumour at progression, and have nothing to decay into. The share with variants needs one to two.
With six months and more the blood no longer tells: tolerant cells stop the drug before a variant
has grown. So the published numbers nearly hang together at about two months; there EGFR decays too
slowly, and too few have variants. How long the state lasts in patients is the number that is
missing. One choice was made after a look: tolerant cells that also grow more slowly (0.007 a day
less) gave half-lives in blood of 5.6 and 11.9 months, since the clonal variant then decays too.
"""

import argparse
from pathlib import Path

import numpy as np

import sim
from experiments.trials.rows import report
from sim.trials.estimates import share

LESIONS = ("liver 1", "liver 2", "lung", "node")
COST = {"RAS": np.log(2) / (3.7 * sim.MONTH), "EGFR": np.log(2) / (4.7 * sim.MONTH)}
PUBLISHED_HALF_LIFE = {"RAS": 3.7, "EGFR": 4.7}
DEATH = 0.13
KILL = 0.045
"""Deaths by the antibody in the median lesion [1/day]: a decline of 0.03."""
BRIDGE = 0.012
LASTING = (1.0, 2.0, 3.0, 6.0, 12.0)
"""Half-life of the tolerant state without the antibody [months]: what is not known."""
SPREAD = 0.3
ENTER, SLOWER = 0.001, 0.0
RESISTANT = 0.4
"""Chance that a lesion holds resistant cells."""
PANEL = {
    "RAS": ["RAS"], "EGFR": ["EGFR"], "TP53": ["sensitive", "tolerant", "RAS", "EGFR"],
}  # fmt: skip
CLEAR = sim.AlleleBelow("RAS", 0.0005) & sim.AlleleBelow("EGFR", 0.0005)
RESPONSE = ("partial", "complete")
PUBLISHED = {"CRICKET, all": (6, 28), "CHRONOS, blood clear": (8, 27)}


def tumour(patients: int, lasting: float, seed: int = 7) -> sim.Tumour:
    """Return the tumours; `lasting` is the half-life of the tolerant state [months]."""
    random = np.random.default_rng(seed)
    growth = random.lognormal(np.log(0.015), 0.3, patients)
    lasts = random.lognormal(np.log(lasting), 0.5, patients)
    clones, switches = [], []
    for lesion in LESIONS:
        weaker = random.lognormal(0.0, SPREAD, patients)  # (of an effect in proportion to the dose)
        clones.append(
            sim.Clone(f"sensitive @ {lesion}", DEATH + growth, DEATH, site=lesion,
                      start=10 ** random.uniform(9.0, 10.5, patients), fold={"antibody": weaker})
        )  # fmt: skip
        clones.append(
            sim.Clone(f"tolerant @ {lesion}", DEATH + growth - SLOWER, DEATH, site=lesion,
                      fold={"antibody": np.inf})
        )  # fmt: skip
        switches += [
            sim.Switch(f"sensitive @ {lesion}", f"tolerant @ {lesion}", 0.0, {"antibody": ENTER}),
            sim.Switch(f"tolerant @ {lesion}", f"sensitive @ {lesion}",
                       np.log(2) / (lasts * sim.MONTH)),
        ]  # fmt: skip
        there = random.uniform(size=patients) < RESISTANT
        which = random.uniform(size=patients) < 0.5
        for name, mine in (("RAS", which), ("EGFR", ~which)):
            cells = np.floor(10 ** random.uniform(3.0, 7.0, patients)) * (there & mine)
            clones.append(
                sim.Clone(f"{name} @ {lesion}", DEATH + growth - COST[name], DEATH, start=cells,
                          fold={"antibody": np.inf}, site=lesion)
            )  # fmt: skip
    drugs = [
        sim.Drug("antibody", sim.Proportional(KILL)),
        sim.Drug("bridge", sim.Proportional(BRIDGE)),
    ]
    return sim.Tumour(clones, switches, drugs)


def clinic() -> sim.Clinic:
    """Return scans of every lesion every eight weeks, and blood every four."""
    reads = sim.Sequencing(PANEL, depth=10_000, shedding=2e-9, least=5)
    return sim.Clinic(
        visit_every=28, scan_every=56, fatal=1e15,
        measures={
            "ct": sim.LesionsBySite(organs={"liver 1": "liver", "liver 2": "liver"}),
            "blood": sim.Exam(reads, every=28, delay=10),
        },
    )  # fmt: skip


def arms() -> dict[str, sim.Regimen]:
    """Return the plans: the antibody, a bridge, and it again, or nothing after it."""
    first = sim.Line("antibody", until=sim.Progression())
    return {
        "unguided": sim.Lines(
            [first, sim.Line("bridge", until=sim.Progression()), sim.Line("antibody")]
        ),
        "once blood is clear": sim.Lines(
            [first, sim.Line("bridge", until=sim.Progression() & CLEAR), sim.Line("antibody")]
        ),
        "off drug": sim.Lines([first, sim.Line({})]),
    }


def clear_at(runs: sim.Runs, arm: str, day: np.ndarray) -> np.ndarray:
    """Return in whose last result before a day (patient,) no resistant variant was found."""
    found = runs.data["blood_found"].sel(arm=arm, blood_allele=["RAS", "EGFR"]).values.any(axis=2)
    place = np.searchsorted(runs.values("blood_scan"), day - 10 + 1e-6, side="right") - 1
    return ~found[np.arange(len(day)), place]


def responses(runs: sim.Runs) -> list[dict[str, object]]:
    """Return one row for each group that was given the antibody again."""
    table = runs.lines()
    rows = []
    for arm in ("unguided", "once blood is clear"):
        mine = table[table["arm"] == arm]
        responders = mine[(mine["line"] == 1) & mine["best result"].isin(RESPONSE)]["patient"]
        mine = mine[mine["patient"].isin(responders)]  # as both trials asked for
        again, bridged = mine[mine["line"] == 3], mine[mine["line"] == 2]
        place = {number: k for k, number in enumerate(runs.values("patient").tolist())}
        who = again["patient"].map(place).to_numpy(dtype=int)
        day = np.zeros(runs.count)
        day[who] = again["began"]
        clear = clear_at(runs, arm, day)[who]
        hits = again["best result"].isin(RESPONSE).to_numpy()
        groups = {"all": np.ones(len(who), dtype=bool)}
        if arm == "unguided":
            groups |= {"blood clear": clear, "variants in blood": ~clear}
        for group, inside in groups.items():
            rate = share(int(hits[inside].sum()), int(inside.sum()))
            rows.append({
                "arm": arm, "group": group, "first response": len(responders),
                "bridged": len(bridged), "given again": int(inside.sum()),
                "responded": int(hits[inside].sum()), "rate": round(rate.value, 3),
                "from": round(rate.low, 3), "to": round(rate.high, 3),
                "median days since": float(np.median(day[who][inside])) if inside.any() else np.nan,
            })  # fmt: skip
    return rows


def half_lives(runs: sim.Runs) -> dict[str, tuple[float, float, float]]:
    """Return the half-life [months] of each variant off drug, and the quartiles of patients.

    From every patient's reads after the antibody was stopped: the slope of the logarithm of the
    variant's fraction over that of the clonal one, where it was found at least four times.
    """
    data = runs.data.sel(arm="off drug")
    begun = (data["happened"].values & 1) > 0
    stopped = np.where(begun.any(axis=1), data["time"].values[begun.argmax(axis=1)], np.inf)
    scans = data["blood_scan"].values
    found = {}
    for variant in COST:
        mine, clonal = (
            data["blood_fraction"].sel(blood_allele=allele).values for allele in (variant, "TP53")
        )
        seen = data["blood_found"].sel(blood_allele=variant).values
        slopes = []
        for patient in range(len(stopped)):
            later = seen[patient] & (scans >= stopped[patient]) & (scans < stopped[patient] + 365)
            if later.sum() >= 4:
                y = np.log(mine[patient][later] / clonal[patient][later])
                slopes.append(np.polyfit(scans[later], y, 1)[0])
        low, middle, high = np.percentile(-np.array(slopes), [75, 50, 25])
        found[variant] = tuple(np.log(2) / x / sim.MONTH for x in (middle, low, high))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--patients", type=int, default=300)
    parser.add_argument("--output", type=Path, default=Path("results/trials"))
    arguments = parser.parse_args()
    rows = []
    for lasting in LASTING:
        runs = sim.simulate(
            tumour(arguments.patients, lasting), arms(), patients=arguments.patients,
            days=4 * sim.YEAR, seed=29, clinic=clinic(), progress=False,
        )  # fmt: skip
        rows += [{"tolerance [months]": lasting, **row} for row in responses(runs)]
        for variant, (middle, low, high) in half_lives(runs).items():
            print(
                f"tolerance of {lasting:g} months: {variant} in blood off drug has a half-life of "
                f"{middle:.2f} months (quartiles {low:.2f} to {high:.2f}; published "
                f"{PUBLISHED_HALF_LIFE[variant]})"
            )
    for name, (hits, count) in PUBLISHED.items():
        rate = share(hits, count)
        print(f"{name}: {hits} of {count}, {rate.value:.2f} ({rate.low:.2f} to {rate.high:.2f})")
    report(rows, arguments.output / "chronos.csv")


if __name__ == "__main__":
    main()
