"""What figures ask of a fit, which is made in a room above them."""

from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Fit(Protocol):
    """What was found of a patient, as figures see it; `sim.Fit` is such."""

    @property
    def observations(self) -> Any:
        """What was fitted."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""

    @property
    def best(self) -> dict[str, float]:
        """The best value of each."""

    @property
    def widened(self) -> float:
        """By what intervals are widened; 1 where they are not."""

    def predict(self, days: Any = None) -> Any:
        """Return what the model shows on some days."""

    def band(self, days: Any = None) -> Any:
        """Return between which values results would lie."""

    def doses(self) -> Any:
        """Return what was given, and when."""

    def results(self, series: str) -> Any:
        """Return what was seen of one series."""

    def profiles(self) -> Any:
        """Return how well the data are explained with each parameter held."""

    def posterior(self) -> Any:
        """Return draws of everything that could be."""

    def fan(self, arms: Any, days: float, *, patients: int, seed: int, clinic: Any) -> Any:
        """Return between which values results would lie under each arm, from today on."""
