"""What a clinic saw part by part: what happened in words, and new lesions."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import sim
from sim import plots


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def runs():
    """Return one patient who dies without a drug, with a lesion that comes late."""
    sites = sim.Tumour(
        [sim.Clone("S", 0.16, 0.12, start=1e9)], drugs=[sim.Drug("A", sim.Proportional(0.05))]
    ).in_niches([
        sim.Niche("liver", share=1.0, migration={"bone": 1e-5}), sim.Niche("bone")
    ])  # fmt: skip
    clinic = sim.Clinic(
        visit_every=14, scan_every=28, fatal=3e12, measures={"ct": sim.LesionsBySite()}
    )
    arms = {"none": sim.Observation(), "A": sim.Continuous("A")}
    return sim.simulate(sites, arms, patients=1, days=280.0, seed=1, clinic=clinic, progress=False)


def test_death_is_said(runs):
    """Nothing but an end of the lines said it."""
    axes = plots.seen(runs)
    for ax, arm in zip(axes, runs.arms, strict=True):
        strip = next(child for child in ax.child_axes if child.texts)
        said = {text.get_text(): text.get_position()[0] for text in strip.texts}
        assert ("death" in said) == (arm == "none")
        if arm == "none":
            days = runs.values("end_day", arm)[0]
            assert said["death"] == pytest.approx(days / sim.MONTH, rel=0.01)


def test_a_star_takes_the_place_of_the_marker_of_a_new_lesion(runs):
    """It lay over the marker, which showed at its edges; and the largest marker is the star."""
    ax = plots.seen(runs, "none")
    (star,) = [line for line in ax.lines if line.get_marker() == "*"]
    place = star.get_xydata()[0]
    others = [
        line for line in ax.lines if line.get_marker() not in ("*", "None") and line is not star
    ]
    for line in others:
        assert not (np.abs(line.get_xydata() - place).max(axis=1) < 1e-9).any()
        assert line.get_markersize() < 0.5 * star.get_markersize()
        assert line.get_zorder() < star.get_zorder()


def test_panels_are_as_wide_as_the_page_lets_them(runs):
    """Markers of a part that was always seen, none, took the room to the page's corner."""
    with plots.style("talk"):
        axes = plots.seen(runs)
    axes[0].figure.canvas.draw()
    assert min(ax.get_position().width for ax in axes) > 0.35


@pytest.fixture(scope="module")
def biopsied():
    """Return a patient with two biopsies; resistant cells are most of the tumour at the second."""
    tumour = sim.Tumour(
        [sim.Clone("S", 0.14, 0.1, start=1e9), sim.Clone("R", 0.14, 0.1, 1e5, fold={"A": 100})],
        drugs=[sim.Drug("A", sim.Hill(0.1, 0.2, 2))],
    )
    tissue = sim.Exam(sim.Biopsy({"T790M": ["R"]}, cells=500), days=[0, 120])
    clinic = sim.Clinic(measures={"ct": sim.Diameter(), "tissue": tissue})
    arms = {"A": sim.Continuous("A"), "none": sim.Observation()}
    return sim.simulate(tumour, arms, patients=1, days=200.0, seed=1, clinic=clinic, progress=False)


def test_a_muller_plot_says_when_a_biopsy_was_taken_and_what_was_found(biopsied):
    axes = plots.muller(biopsied, sampled="tissue")
    for ax, arm in zip(axes, biopsied.arms, strict=True):
        strip = next(child for child in ax.child_axes if child.texts)
        said = [text.get_text() for text in strip.texts]
        share = biopsied.values("tissue_fraction", arm)[0, 1, 0]
        found = f"T790M {100 * share:.2g} %" if arm == "A" else "none found"
        assert [word for word in said if "T790M" in word or "none" in word] == ["none found", found]
        days = [line.get_xdata()[0] for line in ax.lines if len(set(line.get_xdata())) == 1]
        assert pytest.approx(120 / sim.MONTH) in days


def test_a_measure_without_variants_is_no_sample(biopsied):
    with pytest.raises(sim.InputError, match=r"'ct': no such measure with parts\. The measures "):
        plots.muller(biopsied, sampled="ct")
