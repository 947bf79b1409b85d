"""A picture as colour-blind people see it, and in grey: for the page of `make figures`."""

from pathlib import Path

import numpy as np

EYES = {
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
    "grey": [[0.2126, 0.7152, 0.0722]] * 3,
}  # fmt: skip
"""Matrices on linear RGB: Machado, Oliveira and Fernandes (2009), IEEE Trans. Vis. Comput. Graph.
15:1291, table for severity 1; grey is the luminance."""


def views(path: Path) -> list[Path]:
    """Write a PNG as each eye sees it, beside it, and return the files."""
    from matplotlib import image

    picture = image.imread(path)[..., :3].astype(float)
    linear = np.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4)
    written = []
    for name, matrix in EYES.items():
        light = np.clip(linear @ np.array(matrix).T, 0.0, 1.0)
        seen = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
        written.append(path.with_suffix(f".{name}.png"))
        image.imsave(written[-1], np.clip(seen, 0.0, 1.0))
    return written
