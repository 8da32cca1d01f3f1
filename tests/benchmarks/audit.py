"""How many planted wrong labels an audit ranks first, recipe by recipe, on the evaluation data."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from annotate.labels.auditing import audit, cross_probabilities
from annotate.learn.recipes.catalogue import build
from annotate.learn.training.examples import examples_from
from annotate.learn.training.splits import folds

DATA = Path(__file__).parents[3] / "shared" / "data" / "stance_plover_train" / "data.jsonl"
SHARE = 0.1


def main() -> None:
    """Turn every tenth label to another one, audit, and print one line a recipe."""
    if not DATA.is_file():
        print("the evaluation data is not beside the repository")
        return
    table = pd.DataFrame([json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()])
    examples = examples_from(table)
    random = np.random.default_rng(0)
    labels, names = examples.labels.copy(), sorted(set(examples.labels))
    planted = random.choice(len(labels), int(SHARE * len(labels)), replace=False)
    for row in planted:
        labels[row] = random.choice([name for name in names if name != labels[row]])
    print(f"{len(labels)} labels, {len(planted)} of them turned")
    parts = folds(labels, examples.groups)
    for recipe in ("fast", "default"):
        built = build(recipe)
        found, columns = cross_probabilities(built.estimator, examples.features, labels, parts, groups=examples.groups)
        ranked = audit(examples.frame.assign(label=labels, row=np.arange(len(labels))), found, columns)
        hit = ranked["row"].isin(planted)
        shares = ", ".join(f"{hit.head(top).mean():.2f} of the first {top}" for top in (25, 50, 100))
        flagged = int(ranked["flagged"].sum())
        print(
            f"{built.recipe:<22} planted are {shares}; {flagged} in doubt, with {hit[ranked['flagged']].sum()} planted"
        )


if __name__ == "__main__":
    main()
