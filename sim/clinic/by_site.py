"""Lesions that are the sites of a tumour, measured one by one (RECIST 1.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.base import checks
from sim.base.errors import InputError, unknown
from sim.base.seen_parts import LESION
from sim.base.units import CELLS_PER_CM3, ball_mm
from sim.clinic.by_clone import IN_SITE
from sim.clinic.measures import NOISE_OF_A_DIAMETER, Lesions, Measure, check_density


@dataclass(frozen=True)
class LesionsBySite(Measure):
    """The sum of the longest diameters of target lesions, each a site of the tumour [mm].

    Every site (`sim.Niche`) is one lesion, a ball, measured with an error of its own. Targets are
    the largest that are measurable at the first scan (`Recist.measurable_mm`), at most five, and
    two of an organ (RECIST 1.1, section 3.2). The others that are seen then are no targets, and
    what is seen first later is a **new lesion**, which is progression, whatever the targets do
    (`sim.clinic.extent` says how both are judged). Who has no measurable lesion is followed by all
    that are seen. Lymph nodes are measured as other lesions are.

    Parameters
    ----------
    sites : sequence of str, optional
        Those that are scanned. Default: all of the tumour.
    organs : mapping of site to str
        The organ of a site; those not named are organs of their own.
    most, most_of_an_organ : int
        How many targets there are at most, and in one organ.
    cells_per_cm3 : float
        Cells in one cubic centimetre.

    References
    ----------
    Eisenhauer et al. (2009), Eur J Cancer 45:228, sections 3.2 and 4.3, tables 1 and 3.
    """

    sites: Sequence[str] | None = None
    organs: Mapping[str, str] = field(default_factory=dict)
    most: int = 5
    most_of_an_organ: int = 2
    cells_per_cm3: float = CELLS_PER_CM3
    unit = "mm"
    noise = NOISE_OF_A_DIAMETER
    part_kind = LESION
    sees_clones = keeps_parts = by_lesion = True

    def __post_init__(self):
        check_density(self)
        if self.sites is not None:
            names = checks.names("sites of LesionsBySite", self.sites)
            object.__setattr__(self, "sites", names)
        if not isinstance(self.organs, Mapping):
            raise InputError(
                f"organs of LesionsBySite is {self.organs!r}; say which organ a site is in: "
                '{"liver 1": "liver", "liver 2": "liver"}.'
            )
        for site, organ in self.organs.items():
            checks.name(f"The organ of {site!r}", organ)
        for word in ("most", "most_of_an_organ"):
            value = checks.whole(f"{word} of LesionsBySite", getattr(self, word), 1, 10**6)
            object.__setattr__(self, word, value)

    def check_clones(self, clones: Sequence[str]) -> None:
        """Refuse a tumour without sites, or without those that are named."""
        there = _sites(clones)
        if not there:
            raise InputError(
                "LesionsBySite measures the sites of a tumour, and this one has none; make some: "
                "tumour.in_niches([sim.Niche('liver'), sim.Niche('lung')])."
            )
        for site in (*(self.sites or ()), *self.organs):
            if site not in there:
                raise unknown(f"site {site!r} of LesionsBySite", "site", site, there)

    def among(self, clones: Sequence[str]) -> "Measure":
        """Return the measure of a tumour with these clones, as it is put to work."""
        return _Sites(self, tuple(clones))

    @property
    def part_names(self) -> tuple[str, ...]:
        """What the lesions are called, where that is known without the tumour."""
        return tuple(self.sites or ())

    def parts_of(self, clones: Sequence[str]) -> tuple[str, ...]:
        """Return what the lesions are called: as the sites that are scanned."""
        return tuple(self.sites or _sites(clones))

    def sizes(self, burden, state, error, smallest):
        """Refuse: the sites are those of the clones (`among`)."""
        raise InputError("LesionsBySite is told the clones first: measure.among(clones).")

    def limit_of(self, smallest):
        """Return the smallest that is seen; see `Measure.limit_of`."""
        return float(ball_mm(smallest, self.cells_per_cm3))


class _Sites(Measure):
    """`LesionsBySite` of a tumour whose clones are known; burdens are (site, patient)."""

    unit, noise, part_kind = LesionsBySite.unit, LesionsBySite.noise, LESION
    sees_clones = keeps_parts = by_lesion = True

    def __init__(self, kit: LesionsBySite, clones: tuple[str, ...]):
        self._kit = kit
        self._names = kit.parts_of(clones)
        place = {site: k for k, site in enumerate(self._names)}
        self.parts = len(place)
        self._in = np.zeros((len(place), len(clones)))
        for column, clone in enumerate(clones):
            site = clone.partition(IN_SITE)[2]
            if site in place:
                self._in[place[site], column] = 1.0
        organs = [kit.organs.get(site, site) for site in self._names]
        self._organ = np.array([sorted(set(organs)).index(organ) for organ in organs])

    @property
    def part_names(self) -> tuple[str, ...]:
        """What the lesions are called: as their sites."""
        return self._names

    def counted(self, cells):
        """Return the cells of each site (site, patient)."""
        return self._in @ np.array(list(cells.values()), dtype=float)

    def sizes(self, burden, state, error, smallest):
        """Return the diameter of each lesion and the limit; see `Measure.sizes`."""
        density = self._kit.cells_per_cm3
        return ball_mm(burden, density) * error, self._kit.limit_of(smallest)

    def targets(self, sizes, measurable, seen):
        """Return which lesions (lesion, patient) are targets; see `Measure.targets`."""
        kit = self._kit
        chosen = np.zeros(sizes.shape, dtype=bool)
        every = np.arange(sizes.shape[1])
        in_organ = np.zeros((self._organ.max() + 1, sizes.shape[1]), dtype=np.int64)
        number = np.zeros(sizes.shape[1], dtype=np.int64)
        for row in np.argsort(-sizes, axis=0, kind="stable"):  # the largest of each patient first
            organ = self._organ[row]
            fits = measurable[row, every] & (number < kit.most)
            fits &= in_organ[organ, every] < kit.most_of_an_organ
            chosen[row, every] = fits
            number += fits
            in_organ[organ, every] += fits
        none, blank = number == 0, ~seen.any(axis=0)
        return chosen | (seen & none) | blank

    total = Lesions.total


def _sites(clones: Sequence[str]) -> tuple[str, ...]:
    """Return the sites of clones, each once, in their order."""
    sites = [name.partition(IN_SITE)[2] for name in clones]
    return tuple(dict.fromkeys(site for site in sites if site))
