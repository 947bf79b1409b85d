"""Tables of where cells came from, filled beside the others if that was asked for."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engines.body import Body

if TYPE_CHECKING:
    from sim.running.plan import Plan


class OriginTables:
    """What `sim.Origins` and `sim.Lineages` keep; does nothing where neither was asked for."""

    def __init__(self, plan: "Plan"):
        self._plan = plan
        self.arrays: dict[str, np.ndarray] = {}
        self.labels: dict[str, Any] = {}
        self._lineages = 0
        if plan.record.follow is None:
            return
        self._lineages = plan.record.follow.lineages
        point, clones = (len(plan.arms), len(plan.patients)), len(plan.tumour.clones)
        for name in ("founders", "progression_cells", "final_origin"):
            self.arrays[name] = np.zeros((*point, clones, 2), dtype=np.int64)
        if not self._lineages:
            return
        names = founded(plan.tumour)
        self._founded = [plan.tumour.clone_names.index(name) for name in names]
        self.labels = {"founded": names, "lineage": np.arange(1, self._lineages + 1)}
        shape = (len(names), self._lineages)
        self.arrays["lineage_cells"] = np.zeros((*point, len(plan.kept), *shape), dtype=np.int64)
        self.arrays["lineage_day"] = np.full((*point, *shape), np.nan)

    def sizes(self, body: Body) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return where the cells of lineages are kept, and what they are now.

        The latter (patient, founded, lineage); nothing where lineages are not followed.
        """
        if not self._lineages or body.tracks is None:
            return []
        from sim.engines.follow import lineages

        return [(self.arrays["lineage_cells"], lineages(body.tracks)[:, self._founded])]

    def look(self, arm: int, block: slice, day: float, body: Body, desk) -> None:
        """Keep what the tumour is made of for those whose progression is known today.

        The lineages there are have their places from now on, at every visit: which ones are
        followed must not depend on the days of which curves are kept.
        """
        if body.tracks is None:
            return
        from sim.engines.follow import by_origin, take_slots

        if self._lineages:
            take_slots(body.tracks)

        today = desk.progression_known_day == day
        if today.any():
            self.arrays["progression_cells"][arm, block][today] = by_origin(body.tracks)[today]

    def finish(self, arm: int, block: slice, body: Body) -> None:
        """Keep the end points of a block, and put lineages in order of appearance."""
        if body.tracks is None:
            return
        from sim.engines.follow import by_origin, founders, founding_days

        self.arrays["founders"][arm, block] = founders(body.tracks)
        self.arrays["final_origin"][arm, block] = by_origin(body.tracks)
        if self._lineages:
            days = founding_days(body.tracks)[:, self._founded]
            order = np.argsort(days, axis=2, kind="stable")  # NaN: the last
            self.arrays["lineage_day"][arm, block] = np.take_along_axis(days, order, axis=2)
            cells = self.arrays["lineage_cells"][arm, block]
            cells[:] = np.take_along_axis(cells, order[:, None], axis=3)


def founded(tumour) -> tuple[str, ...]:
    """Return the clones that a transition leads to, in the order of the tumour."""
    targets = {transition.target for transition in tumour.transitions}
    return tuple(name for name in tumour.clone_names if name in targets)
