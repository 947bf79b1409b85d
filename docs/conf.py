"""The documentation site: `make docs` builds it, and a warning is an error."""

import csv
import re
import shutil
import sys
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent
TOP = HERE.parent
sys.path[:0] = [str(TOP)]

import sim  # noqa: E402

project = "sim"
author = "The sim developers"
copyright = "The sim developers, MIT licence"
version = release = sim.__version__

extensions = [
    "myst_nb",  # pages in Markdown, and the notebooks, which it runs
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "numpydoc",
]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
exclude_patterns = ["_build", "README.md"]
html_theme = "furo"
html_title = "sim: how tumours become resistant to drugs"
html_static_path: list[str] = []

myst_enable_extensions = ["dollarmath", "colon_fence"]
myst_heading_anchors = 3
nb_execution_mode = "cache"  # a page runs again only when it has changed
nb_execution_timeout = 400
nb_execution_raise_on_error = True
nb_merge_streams = True
# A page cannot move sliders: it says so, and their picture is an output of its own.
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", None)]

autodoc_typehints = "none"  # types are written in the docstrings
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
add_module_names = False
suppress_warnings = ["mystnb.unknown_mime_type", "myst-nb.lexer"]


def published_results() -> str:
    """Return the table of published numbers beside ours, as Markdown."""
    lines = []
    for path in sorted((TOP / "experiments" / "published").glob("*/table.csv")):
        readme = (path.parent / "README.md").read_text("utf-8")
        title = readme.lstrip("# ").splitlines()[0]
        lines += [f"## {title}", "", readme.split("\n\n")[1], ""]
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        lines += ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
        lines += ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]
        lines.append("")
    return "\n".join(lines)


ROOMS = {
    "sim.simulate": "Run",
    "sim.start": "Step by step",
    "sim.model": "Describe a tumour and its drugs",
    "sim.regimens": "Treat it",
    "sim.clinic": "Look at it",
    "sim.inference": "Fit to data",
    "sim.trials": "Trials",
    "sim.sweeps": "Sweeps",
    "sim.search": "Searches",
    "sim.gym": "To learn in",
    "sim.results": "Results",
    "sim.again": "Made again",
    "sim.made": "Versions of functions",
    "sim.engines": "Engines",
    "sim.base": "Units and errors",
    "sim.plots": "Figures",
    "sim.theory": "Exact answers",
    "sim.testing": "Checks of parts of your own",
    "sim.data": "Doses and observations from files",
    "sim.presets": "Published tumours",
    "sim.teaching": "The course",
}
"""Pages of the reference: the public names that come from a room, or those of a public room."""


def reference_pages() -> dict[str, str]:
    """Return the pages of the API reference by name: every public name of sim, and of its rooms."""
    pages: dict[str, list[str]] = {room: [] for room in ROOMS}
    public = [getattr(sim, name) for name in sim.__all__]
    for name in sim.__all__:
        value = getattr(sim, name)
        if isinstance(value, ModuleType):
            inside = [n for n in getattr(value, "__all__", ()) if callable(getattr(value, n))]
            inside = [n for n in inside if getattr(value, n) not in public]  # sim.Trial is enough
            pages[value.__name__] += [_entry(f"sim.{name}.{n}", getattr(value, n)) for n in inside]
        elif callable(value):
            rooms = [r for r in ROOMS if value.__module__.startswith(r)]
            pages[rooms[0] if rooms else "sim.presets"].append(_entry(f"sim.{name}", value))
    return {
        room.rpartition(".")[2]: f"# {ROOMS[room]}\n\n```{{eval-rst}}\n"
        + "\n".join(found)
        + "```\n"
        for room, found in pages.items()
        if found
    }


def _entry(path: str, value: object) -> str:
    if isinstance(value, type):
        return f".. autoclass:: {path}\n   :members:\n"
    return f".. autofunction:: {path}\n"


def left_over() -> str:
    """Return a page that leads to those which no other names, so that none is ever lost."""
    named = (HERE / "index.md").read_text("utf-8").splitlines()
    pages = [path.stem for path in sorted(HERE.glob("*.md")) if path.name != "README.md"]
    rest = [f"/{page}" for page in pages if page not in {*named, "index"}]
    return "# More\n\n```{toctree}\n:maxdepth: 1\n\n" + "\n".join(rest) + "\n```\n"


OUTSIDE = re.compile(r"\[([^\]]*)\]\((?:\.\./)+((?:experiments|tests|notebooks|README|Containerfile)[^)]*)\)")
"""A link to a file of the checkout that is no page of the site."""


def name_what_is_outside(app, page: str, source: list[str]) -> None:
    """Turn links to files of the checkout into their names: the site does not hold them."""
    source[0] = OUTSIDE.sub(r"\1 (`\2`)", source[0])


def setup(app) -> None:
    """Bring in what lies outside docs/: the notebooks, and the published results."""
    app.connect("source-read", name_what_is_outside)
    made = HERE / "_made"
    shutil.rmtree(made, ignore_errors=True)
    (made / "notebooks").mkdir(parents=True)
    for path in sorted((TOP / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        shutil.copyfile(path, made / "notebooks" / path.name)
    shutil.copyfile(TOP / "notebooks" / "glossary.md", made / "notebooks" / "glossary.md")
    (made / "more.md").write_text(left_over(), "utf-8")
    (made / "api").mkdir()
    for name, text in reference_pages().items():
        (made / "api" / f"{name}.md").write_text(text, "utf-8")
    (made / "published_table.txt").write_text(published_results(), "utf-8")
