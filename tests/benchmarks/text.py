"""Everything the text room is measured by, ours beside its peers, in one run.

    python tests/benchmarks/text.py [--data FOLDER] [--only boundaries,kinds,...]

Each set is a module ``text_SET.py`` beside this file with ``tables(data)``, which yields rich tables. Peers are not
dependencies of the project; those that are not installed are named as such.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
from pathlib import Path

from rich.console import Console

HERE = Path(__file__).resolve().parent
SETS = ("boundaries", "kinds", "pages", "quotations", "duplicates")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=HERE.parent.parent.parent / "shared" / "data")
    parser.add_argument("--only", default=",".join(SETS))
    given = parser.parse_args()
    if not given.data.is_dir():
        sys.exit(f"{given.data}: no evaluation data; name its folder with --data")
    sys.path.insert(0, str(HERE))
    console = Console(width=120)
    for name in given.only.split(","):
        if importlib.util.find_spec(f"text_{name}"):
            for table in importlib.import_module(f"text_{name}").tables(given.data):
                console.print(table)


if __name__ == "__main__":
    main()
