"""A drug that feeds a clone: cells that have come to need it, or a hormone that is given."""

from dataclasses import dataclass

from sim.base import checks
from sim.base.checks import Number
from sim.base.errors import InputError

MOST_BIRTHS = 100.0
"""No drug makes a clone divide more than so many times as often, and once."""


@dataclass(frozen=True)
class Feeding:
    """What a clone gains from a drug that it feeds on.

    At the fractional effect f = x^slope / (1 + x^slope), x = concentration / EC50, its births are
    multiplied by ``1 + births f``, and its own deaths by ``1 - deaths f``. Cells addicted to the
    drug that they resist are written so (melanoma under vemurafenib: Das Thakur et al. 2013, Nature
    494:251), and cells that depend on a hormone, with the hormone as the drug.

    Parameters
    ----------
    births : float, array (patient,) or distribution
        How many divisions more at full effect, in units of those without it: 1 doubles them.
    deaths : float, array (patient,) or distribution
        The share, 0 to 1, of the clone's deaths without drug that it is spared at full effect.
    ec50 : float, array (patient,) or distribution
        Concentration of half the effect, relative to the mean steady state of the standard dose;
        the default is illustrative.
        The clone's fold, which is how it bears what the drug does to others, does not count.
    slope : float, array (patient,) or distribution
        Hill coefficient.
    """

    births: Number = 0.0
    deaths: Number = 0.0
    ec50: Number = 0.1
    slope: Number = 1.0

    def __post_init__(self):
        set_, of = object.__setattr__, "of a Feeding"
        births = checks.number(
            f"births {of}", self.births, high=MOST_BIRTHS,
            hint="They are divisions more, in units of those without: 1 doubles them.",
        )  # fmt: skip
        deaths = checks.number(
            f"deaths {of}", self.deaths, high=1.0, hint="It is the share that is spared: 0.3."
        )
        if isinstance(births, float) and isinstance(deaths, float) and births == deaths == 0.0:
            raise InputError(
                "A Feeding feeds nothing: give births= (1 doubles them), deaths= (the share that "
                "is spared), or both."
            )
        set_(self, "births", births)
        set_(self, "deaths", deaths)
        set_(self, "ec50", checks.number(f"ec50 {of}", self.ec50, above=True))
        set_(self, "slope", checks.number(f"slope {of}", self.slope, above=True, high=20))
