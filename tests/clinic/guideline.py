"""RECIST 1.1 read from the paper, one patient at a time, in plain Python: a witness.

Eisenhauer et al. (2009), Eur J Cancer 45:228. Nothing of `sim.clinic` is used. Rows are scans 28
days apart; a row has the longest diameter of each lesion [mm], 0 where it is not seen, or is None
where the scan was missed. Every lesion is in an organ of its own.
"""

from itertools import pairwise

EVERY = 28
SMALLEST = 5.0  # section 4.2.1: too small to measure counts as 5 mm


def judged(rows):
    """Return the best response, and the place of the scan of the first progression (or None)."""
    baseline = rows[0]
    # 3.2: up to five of the largest lesions of 10 mm and more
    large = sorted((k for k, mm in enumerate(baseline) if mm >= 10), key=lambda k: -baseline[k])
    targets = large[:5]
    measurable = bool(targets)
    followed = targets or [k for k, mm in enumerate(baseline) if mm > 0]
    others = [k for k, mm in enumerate(baseline) if mm > 0 and k not in followed]

    def total(row, which):
        return sum(max(row[k], SMALLEST) for k in which)

    nadir, nadir_others, nadir_all = (
        total(baseline, which) for which in (followed, others, followed + others)
    )
    points = []  # (place, response at this time point)
    for place, row in enumerate(rows[1:], start=1):
        if row is None:
            continue
        now, now_others = total(row, followed), total(row, others)
        now_all = now + now_others
        new = any(mm > 0 and baseline[k] == 0 for k, mm in enumerate(row))  # 4.3.5
        # 4.3.1: at least 20 % and 5 mm above the smallest sum on study
        worse = bool(followed) and now >= 1.2 * nadir and now - nadir >= 5
        # 4.3.4: substantial worsening of non-targets, such that the overall burden has increased
        substantial = (
            now_others >= 1.2 * nadir_others and now_others - nadir_others >= 5
            and now_all >= 1.2 * nadir_all and now_all - nadir_all >= 5
        )  # fmt: skip
        if new or worse or substantial:
            points.append((place, "PD"))
            break
        if not measurable:
            points.append((place, "NE"))  # (what is not measured has no response here)
        elif not any(row):
            points.append((place, "CR"))
        elif now <= 0.7 * total(baseline, followed):
            points.append((place, "PR"))
        else:
            points.append((place, "SD"))
        nadir, nadir_others = min(nadir, now), min(nadir_others, now_others)
        nadir_all = min(nadir_all, now_all)
    first = next((place for place, said in points if said == "PD"), None)
    return best(points), first


def best(points):
    """Return the best overall response with confirmation after four weeks (table 3)."""
    order = [said for _, said in points]
    for wanted, good in (("CR", ("CR",)), ("PR", ("CR", "PR"))):
        for a, b in pairwise(order):
            if a in good and b in good:  # (confirmed by the next that was made)
                return wanted
    late = [place * EVERY >= 42 for place, said in points if said in ("CR", "PR", "SD")]
    if any(late):
        return "SD"
    return "PD" if "PD" in order else "NE"
