"""What theory knows of a case, and how far a simulation is from it.

Moments alone do not do: where a clone is there in few patients, or its size has a long tail, an
average over patients says little and is far from normal. So three kinds of things are compared:

- chances that clones are absent: exact binomial scores, always;
- means, variances and covariances: where theory says that their averages are nearly normal (a rule
  that looks at theory only, `NEARLY_NORMAL`);
- the characteristic function E[exp(i sum_j N_j / sd_j)] of each clone and of pairs: bounded, so
  its scores are good whatever the tail, with exact mean and variance. A wrong variance or
  covariance shows in it, however large the clone.
"""

from itertools import combinations

import numpy as np

from sim.theory import family_survival, mean_and_covariance
from sim.theory.generating import power
from sim.theory.patient import start_counts
from tests.statistics import z_of_mean, z_of_proportion, z_of_variance

NEARLY_NORMAL = 0.005
"""Largest excess kurtosis divided by the number of patients for which moments are compared."""

SEEN = 100
"""Fewest patients expected to differ, for a characteristic function to be compared."""

SCALES = 0.5 ** np.arange(16.0)
"""Angles from which cumulants are read, in units of one over the standard deviation."""


class Witness:
    """Exact answers for one case on some days."""

    def __init__(self, tumour, schedule, days):
        self.days = np.asarray(days, dtype=float)
        self.names = tumour.clone_names
        self._tumour, self._schedule = tumour, schedule
        self.mean, self.covariance = mean_and_covariance(tumour, schedule, self.days)
        self.sd = np.sqrt(np.maximum(np.diagonal(self.covariance, axis1=1, axis2=2), 0.0))
        with np.errstate(divide="ignore"):  # one turn of the circle: an angle of 1 per cell at most
            self._unit = np.where(self.sd > 0, np.minimum(1.0 / self.sd, 1.0), 0.0)
        self._ask()

    def _ask(self):
        """Carry all questions (day, question, clone) back to day 0 at once."""
        clones, days = len(self.names), len(self.days)
        self.pairs = list(combinations(range(clones), 2))
        gone = np.vstack([np.ones((1, clones)), np.eye(clones)])
        ends = []
        for day in range(days):
            angles = self._angles(day)
            small = np.einsum("s,jk->jsk", SCALES, angles[:clones]).reshape(-1, clones)
            turns = np.vstack([angles, 2.0 * angles, small])
            ends.append(np.vstack([gone, -np.expm1(1j * turns)]))
        rows = np.vstack(ends)
        asked = len(ends[0])
        x = family_survival(self._tumour, self._schedule, np.repeat(self.days, asked), rows)
        x, cells = x.reshape(days, asked, clones), start_counts(self._tumour)
        a, b = len(gone), len(gone) + len(angles)
        c = b + len(angles)
        self.absent = power(x[:, :a], cells).real
        self.turned, self.turned_twice = power(x[:, a:b], cells), power(x[:, b:c], cells)
        logs = (_log1p(-x[:, c:]) * cells).sum(axis=-1)
        self._read_cumulants(logs.reshape(days, clones, SCALES.size))

    def _angles(self, day):
        """Return the angles (question, clone): every clone, then every pair."""
        clones = np.eye(len(self.names))
        pairs = [clones[i] + clones[j] for i, j in self.pairs]
        return np.array([*clones, *pairs]) * self._unit[day]

    def _read_cumulants(self, logs):
        """Read skewness and kurtosis off the logarithm of the characteristic function near 0.

        ``log E[exp(i t N)] = i k1 t - k2 t^2 / 2 - i k3 t^3 / 6 + k4 t^4 / 24 - ...``, so two
        angles, one double the other, give the third and fourth cumulant. Of all angles, the
        largest is taken at which the fourth cumulant still adds little.
        """
        angle = np.einsum("dj,s->djs", self._unit, SCALES)[..., 1:]
        variance = np.maximum(self.sd**2, 1e-300)[..., None]
        with np.errstate(divide="ignore", invalid="ignore"):
            fourth = 2.0 * (logs[..., :-1].real - 4.0 * logs[..., 1:].real) / angle**4
            third = -(_phase(logs[..., :-1].imag - 2.0 * logs[..., 1:].imag)) / angle**3
            noise = 1e-10 * np.abs(logs[..., :-1]) / angle**4
            small = np.abs(fourth) * angle**2 <= 0.02 * variance
            small &= noise <= 0.05 * np.maximum(np.abs(fourth), variance**2)
        first = np.argmax(small, axis=-1)[..., None]
        with np.errstate(divide="ignore", invalid="ignore"):
            self.skewness = np.take_along_axis(third / variance**1.5, first, -1)[..., 0]
            self.kurtosis = np.take_along_axis(fourth / variance**2, first, -1)[..., 0]
        self.known = small.any(axis=-1) & (self.sd > 0)

    def scores(self, cells):
        """Return every z by name, for simulated cells (patient, day, clone)."""
        found = {}
        for at, day in enumerate(self.days):
            for name, z in self._of_day(at, np.asarray(cells[:, at], dtype=float)):
                found[f"{name} on day {day:g}"] = float(z)
        return found

    def _of_day(self, at, cells):
        count = len(cells)
        gone = np.column_stack([cells.sum(axis=1) == 0, cells == 0]).sum(axis=0)
        yield from zip(
            ("extinct", *(f"{n} absent" for n in self.names)),
            z_of_proportion(gone, count, self.absent[at]),
            strict=True,
        )
        mean, sd = self.mean[at], self.sd[at]
        there = 1.0 - self.absent[at, 1:]
        normal = self.known[at] & (np.abs(self.kurtosis[at]) <= NEARLY_NORMAL * count)
        normal &= there * NEARLY_NORMAL * count > 1.0
        for i in np.flatnonzero(normal):
            yield (
                f"mean {self.names[i]}",
                z_of_mean(cells[:, i], mean[i], sd[i] ** 2, self.skewness[at, i]),
            )
            yield (
                f"variance {self.names[i]}",
                z_of_variance(cells[:, i], mean[i], sd[i] ** 2, self.kurtosis[at, i]),
            )
        for i, j in self.pairs:
            if normal[i] and normal[j]:
                off = (cells[:, i] - mean[i]) * (cells[:, j] - mean[j])
                yield (
                    f"covariance {self.names[i]}{self.names[j]}",
                    z_of_mean(off, self.covariance[at, i, j]),
                )
        yield from self._turned(at, cells)

    def _turned(self, at, cells):
        angles = self._angles(at)
        names = [*self.names, *(self.names[i] + self.names[j] for i, j in self.pairs)]
        off = (cells - self.mean[at]) @ angles.T
        back = angles @ self.mean[at]
        first = self.turned[at] * np.exp(-1j * back)
        second = self.turned_twice[at] * np.exp(-2j * back)
        for part, seen, mean, square in (
            ("cosine", np.cos(off), first.real, 0.5 * (1.0 + second.real)),
            ("sine", np.sin(off), first.imag, 0.5 * (1.0 - second.real)),
        ):
            variance = square - mean**2
            enough = (variance * len(cells) > SEEN / 4) & (angles.sum(axis=1) > 0)
            for k in np.flatnonzero(enough):
                yield f"{part} {names[k]}", z_of_mean(seen[:, k], mean[k], variance[k])


def _log1p(x):
    """Return log(1 + x) of complex x, to full relative precision near 0 as NumPy does not."""
    size = 0.5 * np.log1p(2.0 * x.real + x.real**2 + x.imag**2)
    return size + 1j * np.arctan2(x.imag, 1.0 + x.real)


def _phase(angle):
    """Return an angle between -pi and pi."""
    return angle - 2.0 * np.pi * np.round(angle / (2.0 * np.pi))
