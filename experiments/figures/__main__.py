"""Draw the gallery in all four styles into one page: `make figures`.

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

STYLES = ("talk", "paper", "notebook", "dark")
FOLDER = Path("results/figures")
NOT_FIGURES = ("__main__", "subjects")

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Figures of sim</title>
<style>
body {{ font: 15px sans-serif; margin: 2em auto; max-width: 1500px; color: #222; }}
section {{ border-top: 1px solid #ccc; padding: 1em 0; }}
.row {{ display: flex; flex-wrap: wrap; gap: 1em; align-items: flex-start; }}
figure {{ margin: 0; }} figcaption {{ color: #666; }} img {{ border: 1px solid #eee; }}
.talk img, .dark img {{ width: 720px; }} .paper img {{ width: 350px; }}
.notebook img {{ max-width: 720px; max-height: 420px; }}
</style><h1>Figures of sim</h1>
<p>One script per figure in <code>experiments/figures</code>; four styles each; also as PDF.</p>
{sections}</html>
"""


def main(wanted: list[str]) -> None:
    known = [m.name for m in pkgutil.iter_modules(experiments.figures.__path__)]
    names = wanted or sorted(name for name in known if name not in NOT_FIGURES)
    for name in names:
        if name not in known:
            sys.exit(f"There is no figure {name!r}. The figures are {', '.join(sorted(known))}.")
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
    return (
        f"<section><h2>{name.replace('_', ' ')}</h2><p>{html.escape(words)}</p>"
        f'<div class="row">{pictures}</div></section>'
    )


main(sys.argv[1:])
