"""What an eye makes of a colour: CIELAB distances, also for the colour-blind, and contrast.

Colour blindness as matrices on linear RGB: Machado, Oliveira and Fernandes 2009, IEEE Trans. Vis.
Comput. Graph. 15:1291, table for severity 1. Contrast: WCAG 2.
"""

import numpy as np
from matplotlib.colors import to_rgb

BLIND = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def distances(palette) -> dict[str, np.ndarray]:
    """Return the CIELAB distances of all pairs of colours, to each kind of eye."""
    light = _linear(palette)
    eyes = {"normal": light}
    for name, matrix in BLIND.items():
        eyes[name] = np.clip(light @ np.array(matrix).T, 0, 1)
    first, second = np.triu_indices(len(palette), 1)
    labs = {name: _lab(seen) for name, seen in eyes.items()}
    return {n: np.linalg.norm(lab[first] - lab[second], axis=1) for n, lab in labs.items()}


def lightness(palette) -> np.ndarray:
    """Return L* of every colour, 0 to 100: what is left in a grey copy."""
    return _lab(_linear(palette))[:, 0]


def contrast(one, other) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    low, high = np.sort(_linear([one, other]) @ XYZ[1])
    return float((high + 0.05) / (low + 0.05))


def _linear(palette) -> np.ndarray:
    rgb = np.array([to_rgb(colour) for colour in palette])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def _lab(light: np.ndarray) -> np.ndarray:
    ratio = light @ XYZ.T / XYZ.sum(axis=1)
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.stack(
        [116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1
    )
