"""Draw the gallery in all styles, and as other eyes see it, into one page: `make figures`.

`python -m experiments.figures burden muller_shares` draws only these.
"""

import html
import importlib
import pkgutil
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt

import experiments.figures
import sim
from experiments.figures.eyes import EYES, views

STYLES = ("talk", "paper", "notebook", "dark", "poster")
LOOKED_AT = "notebook"
"""The style that is shown to other eyes."""
FOLDER = Path("results/figures")
NOT_FIGURES = ("__main__", "subjects", "eyes")

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Figures of sim</title>
<style>
body {{ font: 15px sans-serif; margin: 2em auto; max-width: 1500px; color: #222; }}
section {{ border-top: 1px solid #ccc; padding: 1em 0; }}
.row {{ display: flex; flex-wrap: wrap; gap: 1em; align-items: flex-start; }}
figure {{ margin: 0; }} figcaption {{ color: #666; }} img {{ border: 1px solid #eee; }}
.talk img, .dark img {{ width: 720px; }} .paper img {{ width: 350px; }}
.eye img {{ width: 340px; }} .poster img {{ width: 720px; }}
.notebook img {{ max-width: 720px; max-height: 420px; }}
</style><h1>Figures of sim</h1>
<p>One script per figure in <code>experiments/figures</code>; five styles each, also as PDF, and as
colour-blind people see them, and in grey.</p>
{sections}</html>
"""


def main(wanted: list[str]) -> None:
    rooms = pkgutil.iter_modules(experiments.figures.__path__)
    known = sorted(room.name for room in rooms if room.name not in NOT_FIGURES)
    if {"-h", "--help"} & set(wanted):
        sys.exit(f"{__doc__}\nThe figures are {', '.join(known)}.")
    names = wanted or known
    for name in names:
        if name not in known:
            sys.exit(f"There is no figure {name!r}. The figures are {', '.join(known)}.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    sections = []
    for name in names:
        script = importlib.import_module(f"experiments.figures.{name}")
        print(name, flush=True)
        for style in STYLES:
            with sim.plots.style(style):
                drawn = script.draw()
                files = FOLDER / f"{name}.{style}.png", FOLDER / f"{name}.{style}.pdf"
                sim.plots.save(drawn, *files, data=style == "paper")
            plt.close("all")
        views(FOLDER / f"{name}.{LOOKED_AT}.png")
        sections.append(section(name, script.__doc__ or ""))
    page = FOLDER / "index.html"
    page.write_text(PAGE.format(sections="\n".join(sections)), "utf-8")
    print(f"Open {page}")


def section(name: str, words: str) -> str:
    pictures = "\n".join(
        f'<figure class="{style}"><a href="{name}.{style}.pdf">'
        f'<img src="{name}.{style}.png" alt="{html.escape(words)}"></a>'
        f"<figcaption>{style}</figcaption></figure>"
        for style in STYLES
    )
    eyes = "\n".join(
        f'<figure class="eye"><img src="{name}.{LOOKED_AT}.{eye}.png" alt="{html.escape(words)}">'
        f"<figcaption>{eye}</figcaption></figure>"
        for eye in EYES
    )
    return (
        f"<section><h2>{name.replace('_', ' ')}</h2><p>{html.escape(words)}</p>"
        f'<div class="row">{pictures}</div><div class="row">{eyes}</div></section>'
    )


main(sys.argv[1:])
