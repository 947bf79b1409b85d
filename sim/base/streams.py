"""Random numbers by address: one (seed, patient, role, counter) gives one number, for ever.

Nothing here has a state. A draw never depends on how many draws came before it, so arms of a
comparison share their luck, and patient 7 of a million can be run alone. The kernels open
their streams with the same hash (``sim.kernels.random.streams``; a test holds the two equal).

The mixing function is splitmix64's (Steele, Lea, Flood 2014, OOPSLA, fig. 16 as `mix64`).
"""

from struct import pack, unpack

import numpy as np

GOLDEN = 0x9E3779B97F4A7C15

ROLE_TREATMENT = 1
ROLE_GROWTH = 2
ROLE_SCAN = 3
ROLE_PARAMETER = 4
ROLE_EVENT = 5
ROLE_TRIAL = 8
ROLE_DOSE = 9
ROLE_PARTICLES = 10


def mix(z: np.ndarray) -> np.ndarray:
    """Scramble 64-bit integers (splitmix64's finaliser). uint64 in, uint64 out."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def fold_in(key: np.ndarray, value) -> np.ndarray:
    """Return a new key made of `key` and one more integer. uint64 in, uint64 out."""
    value = np.asarray(value).astype(np.uint64)
    with np.errstate(over="ignore"):
        return mix(key + np.uint64(GOLDEN) * (value + np.uint64(1)))


def patient_keys(seed: int, patients: np.ndarray, role: int) -> np.ndarray:
    """Return the key (patient,) uint64 from which all chance in a patient's role follows."""
    root = mix(np.array([seed], dtype=np.uint64) + np.uint64(GOLDEN))
    return fold_in(fold_in(root, role), patients)


def text_number(text: str) -> int:
    """Return a fixed 64-bit number for a text (FNV-1a): a name as part of an address."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def day_number(day: float) -> int:
    """Return the bits of a day as an integer, so that a moment can be part of an address."""
    (number,) = unpack("=Q", pack("=d", day + 0.0))  # -0.0 is the same day as 0.0
    return number


def uniforms(keys: np.ndarray) -> np.ndarray:
    """Return one uniform number in (0, 1) per key. float64, shape of `keys`."""
    return ((mix(keys) >> np.uint64(12)).astype(float) + 0.5) * 2.0**-52
