"""Where compiled kernels are kept: a folder named by a hash of their source.

numba's own disk cache does not notice a change in a kernel imported from another file; a folder for
each version of the source is never stale. Found without importing numba, which takes a while.
"""

import hashlib
import os
import tempfile
from pathlib import Path


def _cache_folder() -> Path:
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.name.encode() + file.read_bytes())
    name = f"kernels-{digest.hexdigest()[:16]}"
    base = os.environ.get("SIM_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    home = Path(base) if base else Path.home() / ".cache"
    for parent in (home, Path(tempfile.gettempdir())):
        folder = parent / "tumour-resistance-sim" / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="tumour-resistance-sim-"))


CACHE_FOLDER = _cache_folder()
