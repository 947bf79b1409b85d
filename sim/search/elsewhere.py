"""What becomes of the best rules of a search on other patients."""

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.base.errors import InputError, shown
from sim.running.asked import checked_seed
from sim.running.blocks import thread_count
from sim.search.rules import Rules
from sim.search.run import halves
from sim.trials import Cohort

if TYPE_CHECKING:
    import pandas as pd

    from sim.clinic import Clinic
    from sim.search.best import Best


def on(best: "Best", cohort: Cohort, clinic: "Clinic | None", seed: int | None) -> "pd.DataFrame":
    """Return the best rules of a search judged by other patients; see `Best.on`."""
    if not isinstance(cohort, Cohort):
        raise InputError(f"cohort is {shown(cohort)}; give sim.Cohort(tumour, 400).")
    search = replace(
        best.search, cohort=cohort, clinic=best.search.clinic if clinic is None else clinic
    )
    seed = best.seed if seed is None else checked_seed(seed)
    sweep = halves(search, seed).sweep
    points = [one.point for one in best._as_good]
    tried = Rules(sweep, threads=thread_count(None)).tell(points, len(sweep.numbers))
    failed = [one for one in tried if one.failed]
    if failed:
        raise InputError(f"The rule {failed[0].point} fails on these patients: {failed[0].failed}")
    fresh = [type(best._fresh[0])(one.point, one.values) for one in tried]
    return best._beside(fresh)
