"""What is set on the page as descriptions of `sim`: to simulate, as a file, as a program."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim import presets
from sim.base.units import YEAR
from sim.clinic import Clinic
from sim.model import Clone, Drug, Tumour
from sim.regimens import Regimen
from sim.scenario import Scenario
from sim.scenario.program import call, code_of, number
from sim.scenario.write import table_of, value_of


@dataclass(frozen=True)
class Made:
    """A tumour of one's own: a founder, and what may make its cells resistant."""

    founder: Clone
    mechanisms: tuple[Any, ...]
    drugs: tuple[Drug, ...]
    parts: Mapping[str, Any]
    """Of the tumour: its size, its law of growth."""

    def tumour(self) -> Tumour:
        """Return it."""
        if not self.mechanisms:
            return Tumour([self.founder], drugs=list(self.drugs), **self.parts)
        return Tumour.from_founder(self.founder, self.mechanisms, list(self.drugs), **self.parts)

    def table(self) -> dict[str, Any]:
        """Return it as in a scenario file."""
        table: dict[str, Any] = {
            "tumour": {k: v for k, v in self.parts.items() if k != "growth"},
            "drugs": [table_of(drug) for drug in self.drugs],
        }
        if "growth" in self.parts:
            table["growth"] = value_of(self.parts["growth"], "growth")
        if self.mechanisms:
            table["founder"] = table_of(self.founder)
            table["mechanisms"] = [value_of(one, "mechanism") for one in self.mechanisms]
        else:
            table["clones"] = [table_of(self.founder)]
        return table

    def code(self) -> str:
        """Return it as Python."""
        drugs = f"drugs={code_of(self.drugs, 4)}"
        parts = [f"{name}={code_of(value, 4)}" for name, value in self.parts.items()]
        if not self.mechanisms:
            return call("sim.Tumour", [code_of([self.founder], 4), drugs, *parts])
        mechanisms = f"mechanisms={code_of(self.mechanisms, 4)}"
        return call(
            "sim.Tumour.from_founder", [code_of(self.founder, 4), mechanisms, drugs, *parts]
        )


@dataclass(frozen=True)
class Preset:
    """A published tumour, with what is changed of it."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def tumour(self) -> Tumour:
        """Return it."""
        return presets.build(self.name, dict(self.arguments))

    def table(self) -> dict[str, Any]:
        """Return it as in a scenario file."""
        return {"tumour": {"preset": self.name, **self.arguments}}

    def code(self) -> str:
        """Return it as Python."""
        given = [f"{name}={code_of(value)}" for name, value in self.arguments.items()]
        return call(f"sim.presets.{self.name}", given)


@dataclass(frozen=True)
class Draft:
    """A comparison: all that is set on the page."""

    source: Made | Preset
    arms: Mapping[str, Regimen]
    clinic: Clinic
    patients: int
    years: float
    seed: int

    def scenario(self) -> Scenario:
        """Return it as `sim compare` knows it."""
        return Scenario(
            self.source.tumour(), dict(self.arms), self.clinic, patients=self.patients,
            days=self.years * YEAR, seed=self.seed, scans_stated=True,
        )  # fmt: skip

    def file(self) -> str:
        """Return it as a file for ``sim compare``."""
        import tomli_w

        run = {"patients": self.patients, "years": self.years, "seed": self.seed}
        clinic = {"scan_every": self.clinic.scan_every, **table_of(self.clinic)}
        arms = {name: value_of(regimen, name) for name, regimen in self.arms.items()}
        text = tomli_w.dumps({**run, **self.source.table(), "clinic": clinic, "arms": arms})
        return f"# sim compare this_file.toml\n\n{text}"

    def program(self) -> str:
        """Return it as Python that gives the same numbers."""
        run = [
            "tumour", "arms", f"patients={self.patients}", f"days={number(self.years)} * sim.YEAR",
            f"seed={self.seed}", "clinic=clinic",
        ]  # fmt: skip
        return "\n".join(
            [
                "import sim",
                "",
                f"tumour = {self.source.code()}",
                f"arms = {code_of(self.arms)}",
                f"clinic = {code_of(self.clinic)}",
                f"runs = {call('sim.simulate', run)}",
                "",
                "print(runs.summary())",
                'sim.plots.save(sim.plots.burden(runs), "burden.pdf")',
                "",
            ]
        )
