"""The generator against its authors' vectors, the ziggurats against exact laws (fixed seeds)."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.base import streams
from sim.kernels.compile import kernel
from sim.kernels.random import streams as kernel_random
from tests.statistics import assert_z, z_of_mean, z_of_proportion

LIMIT = 4.0
MASK = 2**64 - 1
XOSHIRO = {
    (1, 2, 3, 4): (
        41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205,
        9973669472204895162, 14011001112246962877, 12406186145184390807, 15849039046786891736,
        10450023813501588000,
    ),
    (0, 0, 0, 1): (0x800000, 0x800011, 0x2200000800011, 0x2200044000020),
}  # fmt: skip
"""First outputs of xoshiro256++ from a state s[0], s[1], s[2], s[3] (Blackman and Vigna)."""
SPLITMIX_SEED = 1234567
SPLITMIX = (
    6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431,
    16408922859458223821,
)  # fmt: skip


@kernel
def bits_from(s, out):
    for k in range(out.size):
        out[k], s = kernel_random.next_bits(s)


@kernel
def opened(key, out):
    a, b, c, d = kernel_random.open_stream(key)
    out[0], out[1], out[2], out[3] = a, b, c, d


@kernel
def folded(key, values, out):
    for k in range(values.size):
        out[k] = kernel_random.fold_in(key, values[k])


@kernel
def fill(kind, key, out):
    s = kernel_random.open_stream(key)
    for k in range(out.size):
        if kind == 0:
            out[k], s = kernel_random.uniform(s)
        elif kind == 1:
            out[k], s = kernel_random.exponential(s)
        else:
            out[k], s = kernel_random.normal(s)


def draws(kind, key, count):
    out = np.empty(count)
    fill(kind, np.uint64(key), out)
    return out


def plain_xoshiro(state, count):
    """Return outputs of xoshiro256++, in Python's whole numbers, as its authors write it in C."""
    s, out = list(state), []

    def rotate(x, k):
        return ((x << k) | (x >> (64 - k))) & MASK

    for _ in range(count):
        out.append((rotate((s[0] + s[3]) & MASK, 23) + s[0]) & MASK)
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 45)
    return out


@pytest.mark.parametrize("state", XOSHIRO)
def test_xoshiro_gives_its_authors_numbers(state):
    expected = XOSHIRO[state]
    out = np.empty(len(expected), dtype=np.uint64)
    bits_from(tuple(np.uint64(x) for x in state), out)
    assert out.tolist() == list(expected) == plain_xoshiro(state, len(expected))


def test_xoshiro_agrees_with_plain_python_for_long():
    state = (0x9E3779B97F4A7C15, MASK, 0, 0x0123456789ABCDEF)
    out = np.empty(2000, dtype=np.uint64)
    bits_from(tuple(np.uint64(x) for x in state), out)
    assert out.tolist() == plain_xoshiro(state, 2000)


def test_a_stream_opens_with_outputs_of_splitmix64():
    out = np.empty(4, dtype=np.uint64)
    opened(np.uint64(SPLITMIX_SEED), out)
    assert out.tolist() == list(SPLITMIX[:4])


def test_splitmix64_gives_its_authors_numbers():
    steps = np.uint64(SPLITMIX_SEED) + np.uint64(streams.GOLDEN) * np.arange(1, 6, dtype=np.uint64)
    assert streams.mix(steps).tolist() == list(SPLITMIX)


def test_kernels_and_python_fold_keys_alike():
    values = np.array([0, 1, 7, 2**32, 2**63, MASK], dtype=np.uint64)
    for key in (0, 5, MASK):
        out = np.empty_like(values)
        folded(np.uint64(key), values, out)
        expected = streams.fold_in(np.full(values.size, key, dtype=np.uint64), values)
        assert out.tolist() == expected.tolist()


def test_plain_python_draws_the_same_bits():
    """The compiled functions' own source, run by Python."""
    with np.errstate(over="ignore"):
        s = tuple(np.uint64(x) for x in (1, 2, 3, 4))
        rotate, kernel_random._rotate = kernel_random._rotate, kernel_random._rotate.py_func
        try:
            out = []
            for _ in range(10):
                bits, s = kernel_random.next_bits.py_func(s)
                out.append(int(bits))
        finally:
            kernel_random._rotate = rotate
    assert tuple(out) == XOSHIRO[1, 2, 3, 4]


LAWS = {
    "uniform": (0, stats.uniform()),
    "exponential": (1, stats.expon()),
    "normal": (2, stats.norm()),
}


@pytest.mark.parametrize("name", LAWS)
def test_whole_law(name):
    """Power: a million draws see a Kolmogorov distance of 0.0025."""
    kind, law = LAWS[name]
    assert stats.kstest(draws(kind, 11, 1_000_000), law.cdf).pvalue > stats.norm.sf(LIMIT)


@pytest.mark.parametrize("name", LAWS)
def test_moments(name):
    kind, law = LAWS[name]
    x = draws(kind, 12, 4_000_000)
    scores = {}
    for k in range(1, 5):
        mean = law.moment(k)
        scores[f"moment {k}"] = z_of_mean(x**k, mean, law.moment(2 * k) - mean**2)
    assert_z(scores, LIMIT)


@pytest.mark.parametrize("name", ["exponential", "normal"])
def test_tails_and_layers(name):
    """Beyond the last layer of the ziggurat, far beyond it, and in strips close to its edges."""
    kind, law = LAWS[name]
    edge = kernel_random._EXP_R if kind == 1 else kernel_random._NORMAL_R
    x = draws(kind, 13, 20_000_000)
    scores = {}
    for beyond in (0.9 * edge, edge, edge + 0.25, edge + 0.6):
        scores[f"above {beyond:.3g}"] = z_of_proportion((x > beyond).sum(), x.size, law.sf(beyond))
        if kind == 2:
            below = (x < -beyond).sum()
            scores[f"below {-beyond:.3g}"] = z_of_proportion(below, x.size, law.sf(beyond))
    for low in (1e-6, 1e-4, 0.01, 1.0, 0.99 * edge):
        chance = law.cdf(low * 1.02) - law.cdf(low)
        hits = ((x > low) & (x < low * 1.02)).sum()
        scores[f"at {low:.3g}"] = z_of_proportion(hits, x.size, chance)
    assert_z(scores, LIMIT)


@pytest.mark.parametrize("name", ["exponential", "normal"])
def test_a_tail_has_the_right_shape(name):
    kind, law = LAWS[name]
    edge = kernel_random._EXP_R if kind == 1 else kernel_random._NORMAL_R
    x = draws(kind, 14, 20_000_000)
    tail = x[x > edge]
    assert tail.size > 1000
    pvalue = stats.kstest(tail, lambda v: 1.0 - law.sf(v) / law.sf(edge)).pvalue
    assert pvalue > stats.norm.sf(LIMIT)


def test_uniforms_are_never_0_or_1():
    """The smallest and the largest that any 64 bits give."""
    for bits in (0, MASK):
        u = (float(bits >> 12) + 0.5) * 2.0**-52
        assert 0.0 < u < 1.0
    x = draws(0, 15, 1_000_000)
    assert x.min() > 0.0
    assert x.max() < 1.0


def test_neighbouring_streams_are_unrelated():
    """First draws of streams whose keys differ by one, against their neighbours'."""
    x = np.array([draws(2, key, 1)[0] for key in range(20_000)])
    products = x[1:] * x[:-1]
    assert_z({"covariance": z_of_mean(products, 0.0, 1.0), "mean": z_of_mean(x, 0.0, 1.0)}, LIMIT)
    assert math.isclose(x.var(), 1.0, abs_tol=0.05)
