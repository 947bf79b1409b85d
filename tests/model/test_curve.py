"""A dose-response of one's own: as a table or a function, in descriptions, theory and engines."""

from dataclasses import dataclass

import numpy as np
import pytest

import sim
from sim import Bliss, Clone, Curve, Drug, Hill, Intermittent, Logistic, Mutation, Tumour
from sim.engines import plain
from sim.lower import lower
from sim.model.response import joint
from sim.theory import mean_field

POINTS, SIZES = [0.03, 0.1, 0.3, 1.0, 3.0], [0.0, 0.004, 0.02, 0.045, 0.05]


def hill(c):
    return 0.06 * (c / 0.3) ** 2 / (1.0 + (c / 0.3) ** 2)


def treated(effect, **more):
    clones = [
        Clone("S", 0.14, 0.13, start=1e9),
        Clone("R", 0.14, 0.13, start=1e7, fold={"A": 20.0}),
    ]
    drugs = [Drug("A", effect, half_life=3.0, interval=7)]
    return Tumour(clones, [Mutation("S", "R", 1e-7)], drugs, **more)


def test_it_goes_through_its_points_and_never_falls():
    curve = Curve(POINTS, SIZES)
    np.testing.assert_allclose(curve.maximum * curve.fraction(POINTS), SIZES, atol=1e-15)
    c = np.concatenate([[0.0], np.geomspace(1e-4, 1e3, 5000)])
    assert (np.diff(curve.fraction(c)) >= 0).all()
    assert (curve.fraction(c) <= c / curve.reference + 1e-15).all()
    assert curve.fraction(0.0) == 0.0
    assert curve.fraction(1e9) == 1.0
    from_zero = Curve([0.0, *POINTS[1:]], [0.0, *SIZES[1:]])
    assert from_zero.fraction(0.05) == pytest.approx(0.5 * 0.004 / 0.05)  # in proportion


def test_a_function_becomes_a_table_with_its_error():
    curve = Curve.of(hill, error=1e-3)
    c = np.concatenate([[0.0], np.geomspace(1e-5, 1e4, 20_000)])
    missed = np.abs(curve.maximum * curve.fraction(c) - hill(c)) / 0.06
    assert missed.max() <= 1e-3
    with pytest.raises(sim.InputError, match=r"64 points from .* error of .* more than 1e-06"):
        Curve.of(hill, error=1e-6)
    with pytest.raises(sim.InputError, match="array of them and returns a finite effect"):
        Curve.of(lambda c: 1.0)


def test_kernels_look_up_what_descriptions_say():
    """The kernel's cubics, at concentrations over nine decades, of clones with folds."""
    tumour = treated(Curve(POINTS, SIZES, strength=1.3))
    model = lower(tumour)
    rates = plain.module("rates.drugs")
    for c in [0.0, *np.geomspace(1e-4, 1e5, 400)]:
        births, deaths, linked = ([0.0, 0.0] for _ in range(3))
        rates.drug_rates(plain.as_lists(model), 0, [float(c)], births, deaths, linked)
        for clone, death in zip(tumour.clones, deaths, strict=True):
            said = float(joint(tumour, clone, {"A": c}).death)
            assert death == pytest.approx(0.13 + said, rel=1e-13), c


@pytest.mark.parametrize("engine", ["meanfield", "jump"])
@pytest.mark.parametrize("acts", ["death", "birth"])
def test_engines_agree_with_theory(engine, acts):
    """The jump engine's mean of 10^5 and more cells differs from the exact one by noise alone."""
    curve = Curve(POINTS, np.array(SIZES) * (1.0 if acts == "death" else 5.0), acts)
    tumour, plan = treated(curve), Intermittent("A", on=21, off=14)
    runs = sim.simulate(tumour, {"A": plan}, patients=4, days=84, seed=1, engine=engine,
        progress=False,
    )  # fmt: skip
    exact = mean_field(tumour, plan.schedule(84), [84.0])[0]
    found = runs.data["final_cells"].values[0]
    if engine == "meanfield":
        np.testing.assert_allclose(found[0], exact, rtol=1e-6)
    else:
        # sd of one tumour from n cells: below n sqrt(2 x 0.3 x 84 / n); 5 of these for four
        assert (np.abs(found.mean(axis=0) - exact) < 2.5 * np.sqrt(50.0 * 1e9 / 20.0)).all()
        assert (np.abs(found.mean(axis=0) / exact - 1.0) < 0.02).all()


def test_strength_differs_between_patients_and_is_written_down(tmp_path):
    tumour = treated(Curve(POINTS, SIZES, strength=np.array([0.5, 1.0, 2.0])))
    runs = sim.simulate(
        tumour, {"A": sim.Continuous("A")}, patients=3, days=56, seed=1, progress=False
    )
    last = runs.data["final_cells"].sel(clone="S").values[0]
    assert (np.diff(last) < 0).all()
    runs.save(tmp_path / "runs.nc")
    again = sim.rerun(sim.load(tmp_path / "runs.nc"))
    np.testing.assert_array_equal(again.data["cells"], runs.data["cells"])
    assert "by a table of 5 concentrations" in str(tumour)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((POINTS, SIZES[1:]), "5 concentrations and 4 effects"),
        (([1.0, 0.3], [0.1, 0.2]), "concentration of a Curve goes from 1 to 0.3"),
        (([0.3, 1.0], [0.2, 0.1]), "effect of a Curve goes from 0.2 to 0.1.* never fall"),
        (([0.0, 1.0, 2.0], [0.1, 0.2, 0.3]), "effect 0.1 at concentration 0"),
        (([0.3, 1.0], [0.0, 0.0]), "no effect at any"),
        (([0.3], [0.1]), "1 points"),
        (([0.3, 1.0], [0.5, 1.5], "birth"), "blocks 1.5 of all divisions"),
        (([0.3, 1.0], [0.5, 1.5], "mechanism"), "mechanism"),
    ],
)
def test_what_is_no_curve_is_refused(arguments, said):
    with pytest.raises(sim.InputError, match=said):
        Curve(*arguments)


def test_parts_made_from_ours_are_refused_by_name():
    """What they change stands in no equation of the engines: it was accepted and ignored."""

    @dataclass(frozen=True)
    class Emax(Hill):
        def fraction(self, c):
            return c

    @dataclass(frozen=True)
    class Allee(Logistic):
        pass

    class Synergy(Bliss):
        pass

    class Quick(sim.Jump):
        pass

    @dataclass(frozen=True)
    class Ageing(Clone):
        pass

    with pytest.raises(sim.InputError, match=r"is a Ageing, .* made from sim\.Clone"):
        Tumour([Ageing("S", 0.14, 0.13, start=1e9)])
    with pytest.raises(sim.InputError, match="engine is a Quick"):
        sim.simulate(treated(Hill(0.05, 0.2)), {"A": sim.Continuous("A")}, days=7.0, engine=Quick())
    with pytest.raises(sim.InputError, match=r"a Emax, .* made from sim\.Hill.* sim\.Curve"):
        Drug("A", Emax(0.05, 0.2))
    with pytest.raises(sim.InputError, match=r"growth is a Allee.* table: sim\.GrowthCurve"):
        treated(Hill(0.05, 0.2), growth=Allee(1e10))
    with pytest.raises(sim.InputError, match="interaction is a Synergy"):
        treated(Hill(0.05, 0.2), interaction=Synergy())
    with pytest.raises(sim.InputError, match=r"Loewe asks which dose of 'A'.* no sim\.Curve"):
        treated(Curve(POINTS, SIZES), interaction=sim.Loewe())
