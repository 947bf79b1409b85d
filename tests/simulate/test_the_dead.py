"""Nobody scans the dead, though their block goes on for those who live."""

import numpy as np

import sim

TUMOUR = sim.Tumour(
    [
        sim.Clone("A", birth=0.3, death=0.26, start=1e9),
        sim.Clone("B", birth=0.3, death=0.26, start=1e8),
    ]
)
DETAILS = {"visit_every": 14, "scan_every": 28, "other_death": np.array([100.0, 112.0, 1e6])}


def treated(clinic, tumour=TUMOUR, engine="meanfield"):
    return sim.simulate(
        tumour, {"none": sim.Observation()}, patients=3, days=160, seed=1, engine=engine,
        clinic=clinic, progress=False,
    )  # fmt: skip


def test_scans_end_with_death():
    """Before, 112 and all later scans of the first showed fresh noise."""
    runs = treated(sim.Clinic(**DETAILS))
    assert runs.values("ending", "none").tolist() == [4, 4, 0]
    there = ~np.isnan(runs.values("observed", "none"))
    scans = runs.values("scan")
    assert scans.tolist() == [0, 28, 56, 84, 112, 140]
    # the second dies on the day of a scan, and was seen
    for patient, last in enumerate((84, 112, 140)):
        assert scans[there[patient]].tolist() == scans[scans <= last].tolist()
    assert (runs.values("detected", "none") == there).all()
    day, value = (runs.long("observed")[name] for name in ("scan", "observed"))
    assert np.isnan(value[day > 112]).sum() == 2


def test_scans_of_every_measure_and_its_parts_end_with_death():
    measures = {
        "ct": sim.Lesions(2),
        "psa": sim.Exam(sim.Marker("PSA", 1e-8), every=14),
        "late": sim.Exam(sim.Lesions(3), every=56),
    }
    runs = treated(sim.Clinic(**DETAILS, measures=measures))
    checked = 0
    for name in runs.data:
        variable = runs.data[name]
        axes = [axis for axis in variable.dims if axis == "scan" or axis.endswith("_scan")]
        if not axes:
            continue
        values, days = variable.values[0], runs.data[axes[0]].values
        kept = ~np.isnan(values) if values.dtype.kind == "f" else values
        for patient, last in enumerate((100, 112, 160)):
            late = days > last
            assert not kept[patient, late].any(), name
            assert kept[patient, ~late].all(), name
        checked += 1
    assert (
        checked == 13
    )  # observed, detected: of the run and each of three; lesions, found: of two;
    # and the verdict of the run


def test_scans_of_who_has_no_cells_go_on():
    tumour = sim.Tumour([sim.Clone("A", birth=0.1, death=0.9, start=3)])
    runs = treated(sim.Clinic(visit_every=14, scan_every=28), tumour, engine="jump")
    assert (runs.values("ending", "none") == 1).all()
    assert not np.isnan(runs.values("observed", "none")).any()
