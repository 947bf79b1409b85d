"""The first lines of the README."""

import re
from pathlib import Path

text = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
exec(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1])
