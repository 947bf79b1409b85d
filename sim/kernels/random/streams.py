"""Random numbers of the kernels: a short xoshiro256++ stream for every address.

A stream is opened by hashing an address (patient, day, clone, ...) with splitmix64 and read with
xoshiro256++; its state is a tuple of four uint64 that every function takes and returns.

References
----------
Blackman and Vigna (2021), ACM Trans Math Softw 47:36 (xoshiro256++).
Steele, Lea and Flood (2014), OOPSLA (splitmix64).
Marsaglia and Tsang (2000), J Stat Softw 5:8 (ziggurat; 256 layers, tables made here).
"""

import math

import numpy as np

from sim.kernels.compile import called, inlined, out_of_line

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)


def _ziggurat(r, area, density, inverse):
    """Return layer edges (257,), edge ratios (256,) and densities (257,) of a ziggurat."""
    x = np.zeros(257)
    x[0], x[1] = area / density(r), r
    for i in range(2, 256):
        x[i] = inverse(area / x[i - 1] + density(x[i - 1]))
    return x, x[1:] / x[:-1], np.array([density(v) for v in x])


_NORMAL_R = 3.6541528853610088
_NORMAL_AREA = _NORMAL_R * math.exp(-0.5 * _NORMAL_R**2) + math.sqrt(math.pi / 2) * math.erfc(
    _NORMAL_R / math.sqrt(2)
)
_NX, _NRATIO, _NF = _ziggurat(
    _NORMAL_R,
    _NORMAL_AREA,
    lambda x: math.exp(-0.5 * x * x),
    lambda y: math.sqrt(-2.0 * math.log(y)),
)
# Upper edge of every layer, and the part of it that lies below the density for sure.
_EXP_R = 7.69711747013104972
EXPONENTIAL_EDGE, EXPONENTIAL_RATIO, _EF = _ziggurat(
    _EXP_R, (_EXP_R + 1.0) * math.exp(-_EXP_R), lambda x: math.exp(-x), lambda y: -math.log(y)
)


@inlined
def mix(z):
    """Scramble a uint64 (splitmix64's finaliser)."""
    z = (z ^ (z >> np.uint64(30))) * _MIX1
    z = (z ^ (z >> np.uint64(27))) * _MIX2
    return z ^ (z >> np.uint64(31))


@inlined
def fold_in(key, value):
    """Return a new key made of `key` and one more uint64 (as `sim.base.streams.fold_in`)."""
    return mix(key + _GOLDEN * (value + np.uint64(1)))


@inlined
def open_stream(key):
    """Return the state of the stream with this key: four outputs of splitmix64."""
    z1 = key + _GOLDEN
    z2 = z1 + _GOLDEN
    z3 = z2 + _GOLDEN
    return (mix(z1), mix(z2), mix(z3), mix(z3 + _GOLDEN))


@inlined
def numbered_bits(key, k):
    """Return the one draw of 64 bits that has number k below a key: output 5k + 1 of splitmix64.

    What needs one draw only costs one hash.
    """
    return mix(key + _GOLDEN * (np.uint64(5) * k + np.uint64(1)))


@inlined
def numbered_stream(key, k):
    """Return the state of the stream with number k below a key: outputs 5k + 2 to 5k + 5."""
    z2 = key + _GOLDEN * (np.uint64(5) * k + np.uint64(2))
    z3 = z2 + _GOLDEN
    z4 = z3 + _GOLDEN
    return mix(z2), mix(z3), mix(z4), mix(z4 + _GOLDEN)


@inlined
def _rotate(x, k):
    return (x << np.uint64(k)) | (x >> np.uint64(64 - k))


@inlined
def next_bits(s):
    """Return 64 random bits and the new state (xoshiro256++)."""
    s0, s1, s2, s3 = s
    bits = _rotate(s0 + s3, 23) + s0
    t = s1 << np.uint64(17)
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = _rotate(s3, 45)
    return bits, (s0, s1, s2, s3)


@inlined
def uniform(s):
    """Return a uniform number in (0, 1), both ends excluded, and the new state."""
    bits, s = next_bits(s)
    return (np.float64(bits >> np.uint64(12)) + 0.5) * 2.0**-52, s


@called
def slow_exponential(s, i, x):
    """Return what `exponential` does where x, in layer i, is not accepted at once."""
    out_of_line()
    while True:
        if i == 0:
            u, s = uniform(s)
            return _EXP_R - math.log(u), s
        u, s = uniform(s)
        if _EF[i] + u * (_EF[i + 1] - _EF[i]) < math.exp(-x):
            return x, s
        bits, s = next_bits(s)
        i = np.int64(bits & np.uint64(255))
        u = np.float64(bits >> np.uint64(11)) * 2.0**-53
        x = u * EXPONENTIAL_EDGE[i]
        if u < EXPONENTIAL_RATIO[i]:
            return x, s


@inlined
def exponential(s):
    """Return a standard exponential number and the new state."""
    bits, s = next_bits(s)
    i = np.int64(bits & np.uint64(255))
    u = np.float64(bits >> np.uint64(11)) * 2.0**-53
    x = u * EXPONENTIAL_EDGE[i]
    if u < EXPONENTIAL_RATIO[i]:
        return x, s
    return slow_exponential(s, i, x)


@called
def _normal_slow(s, i, x, sign):
    out_of_line()
    while True:
        if i == 0:
            while True:
                e1, s = exponential(s)
                e2, s = exponential(s)
                e1 /= _NORMAL_R
                if e2 + e2 > e1 * e1:
                    x = _NORMAL_R + e1
                    return sign * x, s
        u, s = uniform(s)
        if _NF[i] + u * (_NF[i + 1] - _NF[i]) < math.exp(-0.5 * x * x):
            return sign * x, s
        bits, s = next_bits(s)
        i = np.int64(bits & np.uint64(255))
        sign = np.float64(np.int64((bits >> np.uint64(7)) & np.uint64(2)) - 1)
        u = np.float64(bits >> np.uint64(11)) * 2.0**-53
        x = u * _NX[i]
        if u < _NRATIO[i]:
            return sign * x, s


@called
def _rare_normal(key, k, i, x, sign):
    out_of_line()
    z, _ = _normal_slow(numbered_stream(key, k), i, x, sign)
    return z


@inlined
def _first_try(bits):
    """Return (layer, distance, sign, whether it is accepted) of a normal number's first try."""
    i = np.int64(bits & np.uint64(255))
    sign = np.float64(np.int64((bits >> np.uint64(7)) & np.uint64(2)) - 1)
    u = np.float64(bits >> np.uint64(11)) * 2.0**-53
    return i, u * _NX[i], sign, u < _NRATIO[i]


@inlined
def quick_normal(key, k):
    """Return what `numbered_normal` does in 99 of 100 cases, and whether this is one of them.

    It has no branch, so a processor does it for several tumours at a time.
    """
    _, x, sign, accepted = _first_try(numbered_bits(key, k))
    return sign * x, accepted


@inlined
def numbered_normal(key, k):
    """Return the standard normal number that has number k below a key."""
    i, x, sign, accepted = _first_try(numbered_bits(key, k))
    if accepted:
        return sign * x
    return _rare_normal(key, k, i, x, sign)


@inlined
def normal(s):
    """Return a standard normal number and the new state."""
    bits, s = next_bits(s)
    i, x, sign, accepted = _first_try(bits)
    if accepted:
        return sign * x, s
    return _normal_slow(s, i, x, sign)
