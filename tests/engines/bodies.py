"""A witness of kinetics: the linear system of each drug, by scipy's expm, dose by dose."""

import numpy as np
import scipy.linalg

import sim

CL, V1, V2, Q = 30.0, 10.0, 40.0, 25.0
"""Clearance and exchange [l/day], volumes [l]; patients differ by factors."""
GUT, BLOOD, TISSUE, FLOW = range(4)


def system(ka, k10, k12, k21):
    """Return the matrix (4, 4) of gut, blood, tissue and a flow that does not change."""
    rates = np.zeros((4, 4))
    rates[GUT, GUT], rates[BLOOD, GUT] = -ka, ka
    rates[BLOOD, BLOOD], rates[BLOOD, TISSUE], rates[BLOOD, FLOW] = -(k10 + k12), k21, 1.0
    rates[TISSUE, BLOOD], rates[TISSUE, TISSUE] = k12, -k21
    return rates


class Body:
    """One patient's body for one drug.

    `lag`, `lasts` and `ka` as described; `unit` is the concentration that one standard dose is.
    """

    def __init__(self, k10, k12=0.0, k21=0.0, ka=0.0, lag=0.0, lasts=0.0, unit=1.0):
        self.rates, self.lag, self.lasts, self.unit = system(ka, k10, k12, k21), lag, lasts, unit
        self.door = GUT if ka > 0 else BLOOD

    def events(self, given):
        """Return (moment, change of state) of what is given: (day, doses[, lasts]) or a reset."""
        found = []
        resets = [day for day, amount, *_ in given if amount == "reset"]
        for day, amount, *lasts in given:
            if amount == "reset":
                found.append((day, None))
                continue
            long = lasts[0] if lasts else self.lasts
            end = min([reset for reset in resets if reset > day], default=np.inf)
            change = np.zeros(4)
            if long == 0.0:
                change[self.door] = amount * self.unit
                if day + self.lag < end:
                    found.append((day + self.lag, change))
                continue
            change[FLOW] = amount * self.unit / long
            found += [(day, change), (min(day + long, end), -change)]
        # (a body is emptied before what is given at the same moment)
        return sorted(found, key=lambda event: (event[0], event[1] is not None))

    def levels(self, given, days):
        """Return concentrations (day,) just after what happens on each day."""
        state, now, out = np.zeros(4), 0.0, []
        events = self.events(given)
        for day in days:
            while events and events[0][0] <= day + 1e-9:
                moment, change = events.pop(0)
                state, now = scipy.linalg.expm(self.rates * (moment - now)) @ state, moment
                if change is None:
                    # (flows that are over end in events of their own, at this very moment)
                    state[:FLOW] = 0.0
                else:
                    state = state + change
            state, now = scipy.linalg.expm(self.rates * (day - now)) @ state, day
            out.append(state[BLOOD])
        return np.array(out)


def patients(count, seed):
    """Return numbers of so many patients (patient,), by name."""
    luck = np.random.default_rng(seed)
    numbers = {
        word: typical * 3.0 ** luck.uniform(-1, 1, count)
        for word, typical in (("cl", CL), ("v1", V1), ("v2", V2), ("q", Q))
    }
    k10 = numbers["cl"] / numbers["v1"]
    # absorbed as quickly as eliminated, nearly so, far quicker, far slower
    times = luck.choice([1.0, 1.0 + 1e-10, 1.0 + 1e-6, 1.001, 0.1, 3.0, 50.0], count)
    return numbers | {
        "k10": k10, "ka": k10 * times, "lag": luck.uniform(0.0, 0.9, count),
        "lasts": luck.uniform(0.01, 1.0, count), "available": luck.uniform(0.3, 2.0, count),
    }  # fmt: skip


def described(kind, n):
    """Return the kinetics of a kind for patients, and the bodies that witness them."""
    two = sim.TwoCompartments.from_volumes(n["cl"], n["v1"], n["v2"], n["q"])
    half, absorption = np.log(2.0) / n["k10"], np.log(2.0) / n["ka"]
    count = len(n["k10"])
    k12, k21 = (n["q"] / n["v1"], n["q"] / n["v2"]) if "two" in kind else (np.zeros(count),) * 2
    into = {"into": two} if "two" in kind else {"half_life": half}
    own = {"ka": np.zeros(count), "lag": np.zeros(count), "lasts": np.zeros(count)}
    unit = n["k10"].copy()
    if "oral" in kind:
        own |= {"ka": n["ka"], "lag": n["lag"]}
        unit *= n["available"]
        kinetics = sim.Oral(absorption, bioavailability=n["available"], lag=n["lag"], **into)
    elif "infused" in kind:
        own |= {"lasts": n["lasts"]}
        kinetics = sim.Infused(n["lasts"], **into)
    else:
        kinetics = two
    bodies = [
        Body(n["k10"][i], k12[i], k21[i], unit=unit[i], **{word: own[word][i] for word in own})
        for i in range(count)
    ]
    return kinetics, bodies
