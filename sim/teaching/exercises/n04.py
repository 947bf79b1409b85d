"""04, combinations."""

from functools import cache

from sim.regimens import Combination, Regimen
from sim.teaching.kinds import Exercise, Made, Number


@cache
def _cured(size: float) -> float:
    from sim.presets import melanoma_vemurafenib
    from sim.theory import extinction_of_grown

    tumour = melanoma_vemurafenib(n12=1, size=size)
    both = Combination({"vemurafenib": 1.0, "partner": 1.0})
    return float(extinction_of_grown(tumour, both, 3652.5).item())


def _hill(dose: float) -> float:
    x = (dose / 0.5) ** 2
    return 0.05 * x / (1 + x)


def _wrong_regimen(regimen: Regimen) -> str:
    """Treat a patient with it, and look at what was given: any plan counts, however it is written."""
    from sim.presets import melanoma_vemurafenib
    from sim.simulate import simulate

    runs = simulate(
        melanoma_vemurafenib(), {"yours": regimen}, patients=1, days=364, seed=1, progress=False
    )  # fmt: skip
    doses = runs.data["dose"].isel(arm=0, patient=0).values[:-1]
    if not (doses[0] > 0).all():
        return (
            "It does not give both drugs on the first day. sim.Combination takes several, with "
            "their doses."
        )
    if not (doses > 0).all():
        return "It does not give both drugs all the time."
    if abs(doses - 0.6).max() > 1e-9:
        return (
            "Not every dose is 60 % of the standard dose. A dose is in units of the standard dose."
        )
    return ""


EXERCISES: dict[str, Exercise] = {
    "4.1": Number(
        lambda: _cured(1e8),
        "share",
        within=0.0,
        absolute=0.05,
        hint="Take the cell with `crossed`, with size=1e8 in the preset; read the row `together`.",
        hints={
            lambda: _cured(1e9): "That is the share at 10^9 cells.",
            lambda: 1 - _cured(1e8): "That is the share of patients who relapse.",
        },
        right="Ten times smaller, and most patients are cured.",
    ),
    "4.2": Number(
        0.07,
        "per day",
        within=0.01,
        hint="Independent: a cell must escape both. Rates of independent events add.",
        hints={
            0.04: "That is the stronger drug alone.",
            0.04 + 0.03 - 0.04 * 0.03: "That is the rule for chances. These are rates: they add.",
        },
        right="Chances of survival multiply, exp(-0.04) x exp(-0.03); so rates add.",
    ),
    "4.3": Number(
        lambda: _hill(1.0),
        "per day",
        within=0.02,
        hint="added_deaths(sim.Loewe(), 0.5, 0.5)",
        hints={
            lambda: 2 * _hill(0.5): "That is Bliss: the two drugs acting independently.",
            lambda: _hill(0.5): "That is half a dose of one of them alone.",
        },
        right="The same as one full dose of either, because they are doses of one another.",
    ),
    "4.4": Made(
        lambda: Regimen,
        "a regimen, such as sim.Combination({...})",
        _wrong_regimen,
        example='my_answer = sim.Combination({"vemurafenib": 0.6, "partner": 0.6})',
        right="Doses are in units of the standard dose, so 0.6 is 60 %.",
    ),
}
