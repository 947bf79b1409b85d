"""``sim sweep``: run, resumed, asked how far it is, and what it refuses."""

import pytest

import sim
from sim.cli import main
from sim.sweeps.file import read_sweep

SWEEP = """
patients = 5
days = 112
seed = 5

[sweep]
name = "from a file"
keep = ["time_to_progression", "cured"]
[sweep.axes]
cost = { low = 0.1, high = 0.14, steps = 3 }
dose = [0.5, 1.0]

[[clones]]
name = "sensitive"
birth = 0.14
death = 0.11
start = 1e9
[[clones]]
name = "resistant"
birth = "$cost"
death = 0.11
start = 20
fold = { A = 100 }
[[drugs]]
name = "A"
effect = { kind = "hill", maximum = 0.08, ec50 = 0.2, slope = 2 }

[arms.continuous]
strategy = "continuous"
drug = "A"
dose = "$dose"
[arms.adaptive]
strategy = "adaptive"
drug = "A"
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(SWEEP)
    return path


def test_a_sweep_is_run_and_resumed(file, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["sweep", str(file), "--out", str(out), "--part", "1/1", "--quiet"]) == 0
    assert main(["sweep", str(file), "--out", str(out)]) == 0
    assert "6 points done, 0 failed, 0 still to be run" in capsys.readouterr().out
    assert (out / "table.csv").read_text().startswith("point,arm,cost,dose,time_to_progression")
    assert main(["sweep", "--status", str(out)]) == 0
    assert "Sweep 'from a file': 6 points (6 done" in capsys.readouterr().out


def test_what_is_damaged_is_listed_and_can_be_run_again(file, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["sweep", str(file), "--out", str(out), "--quiet"]) == 0
    assert main(["sweep", "--check", str(out)]) == 0
    assert "Every file is as it was written" in capsys.readouterr().out
    chunk = next(f for f in (out / "parts/0000/data/cured").rglob("0") if f.is_file())
    whole = chunk.read_bytes()
    chunk.write_bytes(whole[:-1] + b"?")
    assert main(["sweep", "--check", str(out)]) == 1
    said = capsys.readouterr().out
    assert f"{chunk}: it is not what was written" in said
    assert "1 blocks are damaged. --discard" in said
    assert main(["sweep", str(file), "--out", str(out)]) == 2
    assert f"{str(chunk)!r} is damaged" in capsys.readouterr().err
    assert main(["sweep", "--check", str(out), "--discard"]) == 1
    assert main(["sweep", str(file), "--out", str(out)]) == 0
    assert chunk.read_bytes() == whole
    assert main(["sweep", "--discard"]) == 2


def test_a_table_is_no_place_for_formulas(file, tmp_path):
    file.write_text(SWEEP.replace("[arms.adaptive]", '[arms."=HYPERLINK(1)"]'))
    assert main(["sweep", str(file), "--out", str(tmp_path / "out"), "--quiet"]) == 0
    assert "0,'=HYPERLINK(1),0.1," in (tmp_path / "out" / "table.csv").read_text()


def test_a_file_says_what_python_says(file, tmp_path):
    swept = read_sweep(file)
    results = swept.run(tmp_path / "store")
    point = swept.point(3)
    tumour = sim.Tumour(
        clones=[
            sim.Clone("sensitive", birth=0.14, death=0.11, start=1e9),
            sim.Clone("resistant", birth=point["cost"], death=0.11, start=20, fold={"A": 100}),
        ],
        drugs=[sim.Drug("A", sim.Hill(maximum=0.08, ec50=0.2, slope=2))],
    )
    arms = {"continuous": sim.Continuous("A", point["dose"]), "adaptive": sim.Adaptive("A")}
    runs = sim.simulate(tumour, arms, patients=5, days=112, seed=5)
    expected = sim.time_to_progression(runs).values
    assert (results.data["time_to_progression"].values[3] == expected).all()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"$dose"', '"$doze"', r'"\$doze".*axis.*Did you mean .dose.'),
        ('dose = "$dose"', "dose = 1.0", r"axis 'dose' stands nowhere"),
        ("steps = 3", "step = 3", r"Did you mean 'steps'"),
        ("[sweep]", '[sweep]\ndesign = "grit"', r"Did you mean 'grid'"),
        ('"cured"', '"curd"', r"Did you mean 'cured'"),
        ("[sweep]", "[sweep]\npints = 3", r"Did you mean 'points'"),
        ("[sweep]", "[swep]", r"no \[sweep\]"),
        ('strategy = "adaptive"', 'strategy = "adoptive"', r"Did you mean"),
    ],
)
def test_mistakes_in_a_file_are_named(tmp_path, old, new, message):
    file = tmp_path / "wrong.toml"
    text = SWEEP.replace(old, new)
    if new == "[swep]":
        text = "patients = 5"
    file.write_text(text)
    with pytest.raises(sim.InputError, match=message):
        read_sweep(file)


def test_wrong_commands_are_refused(file, tmp_path, capsys):
    assert main(["sweep"]) == 2
    assert main(["sweep", "--status", str(tmp_path / "nothing")]) == 2
    assert main(["sweep", str(tmp_path / "nothing.toml")]) == 2
    said = capsys.readouterr().err
    assert "Name the file of a sweep" in said
    assert "There is no folder" in said
    assert "cannot be read" in said
