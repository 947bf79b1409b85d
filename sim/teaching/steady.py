"""Axes that stay where they are while a slider moves."""

from typing import Any


class Steady:
    """Widens the axes of every figure to what earlier ones have shown.

    So a curve that a slider moves is seen to move, and not the scale under it.
    """

    def __init__(self):
        self._seen: dict[tuple[Any, ...], tuple[float, float]] = {}

    def __call__(self, figure: Any) -> None:
        """Widen the axes of a figure; panels are known by their order, axes by their scale."""
        for place, axes in enumerate(figure.axes):
            for which in "xy":
                low, high = getattr(axes, f"get_{which}lim")()
                key = (len(figure.axes), place, which, getattr(axes, f"get_{which}scale")())
                old = self._seen.get(key, (low, high))
                if low > high or old[0] > old[1]:
                    continue  # an axis that is turned round stays as it is
                self._seen[key] = min(low, old[0]), max(high, old[1])
                if self._seen[key] != (low, high):
                    getattr(axes, f"set_{which}lim")(*self._seen[key])
                    _new_ticks(axes, which)


def _new_ticks(axes: Any, which: Any) -> None:
    """Put the ticks of our own axes of cells (`sim.plots.axis`) where the new range wants them."""
    from matplotlib.ticker import FixedLocator

    from sim.plots.axis import decades

    axis = getattr(axes, f"{which}axis")
    low, high = axis.get_view_interval()
    scale = axis.get_scale()
    if scale not in ("log", "symlog") or not isinstance(axis.get_major_locator(), FixedLocator):
        return
    font = axis.get_ticklabels()[0].get_size()
    if scale == "symlog":
        decades(axes, axis.get_transform().linthresh, high, font=font, zero=True, which=which)
    else:
        decades(axes, low, high, font=font, which=which)
