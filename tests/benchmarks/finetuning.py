"""Fine-tuning deeper, with several seeds averaged, and beside SetFit: macro-F1, log loss and seconds of processor time.

    python tests/benchmarks/finetuning.py [--set NAME] [--labels 480] [--split 0] [--held 800] [--depths 2 4]
        [--seeds 0 1 2] [--epochs [12]] [--setfit PYTHON --canonical FOLDER [--pairs 5]]

``--epochs`` compares the number of passes that `FineTuned` takes with the one that grouped cross-validation of the
training sentences would choose: one training of so many passes in each of three folds, looked at after every second.
One held-out fifth of whole groups. `FineTuned` trains the two top layers of MiniLM; here more of its six can be, with
the same settings. SetFit (Tunstall et al. 2022) needs not be installed beside annotate: ``--setfit`` names another
environment's Python, ``--canonical`` a folder with the float weights, ``--pairs`` its `num_iterations`. Fine-tuning
480 sentences once takes 40 seconds of one core with two layers, and twice as long with four.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from learning import DATA, SETS, loaded
from sklearn.metrics import f1_score, log_loss
from threadpoolctl import threadpool_limits

from annotate.learn.encoders import inner_states
from annotate.learn.encoders.weights import locate_weights
from annotate.learn.estimators import fine_tuned
from annotate.learn.estimators.classifier import fitted_clone
from annotate.learn.recipes.catalogue import build
from annotate.learn.training.splits import folds, held_out

INPUTS = ("layer_norm_10", "layer_norm_8", "layer_norm_6", "layer_norm_4", "layer_norm_2", "layer_norm")
"""In MiniLM's graph the states that enter the last layer, the last two, ..., all six."""
SETFIT = """
import json, sys, time
path, folder, pairs, output = sys.argv[1:5]
given = json.load(open(path))
import torch
torch.set_num_threads(1)
from datasets import Dataset
from setfit import SetFitModel, Trainer, TrainingArguments
names = sorted(set(given["labels"]))
begun = time.process_time()
model = SetFitModel.from_pretrained(folder, local_files_only=True, labels=names)
model.model_body.max_seq_length = 96
settings = TrainingArguments(output_dir=output, batch_size=16, num_epochs=1, num_iterations=int(pairs), seed=0,
    report_to="none", save_strategy="no")
rows = Dataset.from_dict({"text": given["texts"], "label": [names.index(label) for label in given["labels"]]})
Trainer(model=model, args=settings, train_dataset=rows).train()
seconds = time.process_time() - begun
print(json.dumps([seconds, model.predict_proba(given["held"]).tolist()]))
"""


class Task:
    """A training part and a held-out part."""

    def __init__(self, folder: Path, name: str, labels: int, split: int = 0, held: int = 800) -> None:
        table = loaded(folder, name, 10**9)
        test = held_out(table["label"].to_numpy(), table["group"].to_numpy(), seed=split)
        random = np.random.default_rng(split)
        self.train = table.iloc[random.permutation(np.flatnonzero(~test))[:labels]]
        self.held = table.iloc[random.permutation(np.flatnonzero(test))[:held]]
        self.classes = np.unique(self.train["label"])

    def show(self, name: str, probabilities, seconds: float) -> None:
        truth, guess = self.held["label"], self.classes[probabilities.argmax(axis=1)]
        score, loss = f1_score(truth, guess, average="macro"), log_loss(truth, probabilities, labels=list(self.classes))
        print(f"{name:44}{score:>8.3f}{loss:>10.3f}{seconds:>10.0f}", flush=True)

    def default(self):
        train = self.train
        begun = time.process_time()
        estimator = fitted_clone(build("default").estimator, train[["text"]], train["label"], train["group"])
        return estimator.predict_proba(self.held[["text"]]), time.process_time() - begun

    def tuned(self, depth: int, seed: int):
        inner_states.TOP = depth
        inner_states.top_of.cache_clear()
        begun = time.process_time()
        estimator = fine_tuned.FineTuned(seed=seed).fit(self.train["text"], self.train["label"])
        return estimator.predict_proba(self.held["text"]), time.process_time() - begun

    def courses(self, most: int, seed: int = 0):
        """Probabilities of the held-out sentences, and out-of-fold ones of the others, after some of `most` passes."""
        begun, weights = time.process_time(), locate_weights()
        texts = [*self.train["text"], *self.held["text"]]
        states = list(inner_states.states_below(weights, texts, None))
        codes, known = np.searchsorted(self.classes, self.train["label"]), np.arange(len(self.train))

        def course(rows, seen):
            random = np.random.default_rng(seed)
            network = fine_tuned.untrained(weights, len(self.classes), random)
            own = [states[row] for row in rows]
            return {
                epoch: network.predicted([states[row] for row in seen])
                for epoch in fine_tuned.passes(network, own, codes[rows], 1.5e-4, most, random)
                if epoch % 2 == 0
            }

        after = course(known, np.arange(len(known), len(texts)))
        seconds, begun = time.process_time() - begun, time.process_time()
        out_of_fold = {epoch: np.empty((len(known), len(self.classes))) for epoch in after}
        for train, test in folds(self.train["label"].to_numpy(), self.train["group"].to_numpy(), count=3, seed=0):
            for epoch, probabilities in course(train, test).items():
                out_of_fold[epoch][test] = probabilities
        losses = {epoch: self.losses(some, codes) for epoch, some in out_of_fold.items()}
        return after, losses, seconds, time.process_time() - begun

    @staticmethod
    def losses(probabilities, codes):
        return -np.log(np.clip(probabilities[np.arange(len(codes)), codes], 1e-9, None))

    def shortest_as_good(self, losses) -> int:
        """The fewest passes whose loss is within a standard error, over groups, of the smallest."""
        best = losses[min(losses, key=lambda epoch: losses[epoch].mean())]
        _, group = np.unique(self.train["group"], return_inverse=True)

        def error(differences):
            sums = np.bincount(group, differences - differences.mean())
            return np.sqrt((sums**2).sum() * len(sums) / (len(sums) - 1)) / len(differences)

        return min(epoch for epoch, own in losses.items() if own.mean() - best.mean() <= error(own - best))

    def setfit(self, python: str, canonical: Path, pairs: int):
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "given.json"
            given = {"texts": self.train["text"].tolist(), "labels": self.train["label"].tolist()}
            path.write_text(json.dumps(given | {"held": self.held["text"].tolist()}))
            command = [python, "-c", SETFIT, str(path), str(canonical), str(pairs), name]
            offline = os.environ | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=offline)
        seconds, probabilities = json.loads(done.stdout.splitlines()[-1])
        return np.array(probabilities), seconds


def passes_chosen(task: Task, most: int, default) -> None:
    """Print a line for each number of passes, and which would have been chosen."""
    with threadpool_limits(1, user_api="blas"):
        after, losses, seconds, of_folds = task.courses(most)
    for epoch, probabilities in after.items():
        task.show(f"{epoch} of {most} passes (out of fold {losses[epoch].mean():.3f})", probabilities, seconds)
        task.show("  with default", (probabilities + default) / 2, seconds)
    best = min(losses, key=lambda epoch: losses[epoch].mean())
    print(
        f"smallest loss out of fold: {best} passes; shortest within a standard error: {task.shortest_as_good(losses)}; "
        f"the rule: {fine_tuned.epochs_for(len(task.train))}; the folds took {of_folds:.0f} seconds more"
    )


def main() -> None:
    """Print a line for each model and each mean of several."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--set", choices=SETS, default=SETS[0])
    parser.add_argument("--labels", type=int, default=480)
    parser.add_argument("--split", type=int, default=0, help="the seed of the held-out fifth")
    parser.add_argument("--held", type=int, default=800, help="at most so many held-out sentences")
    parser.add_argument("--epochs", type=int, nargs="?", const=12, help="compare numbers of passes up to this one")
    parser.add_argument("--depths", type=int, nargs="*", default=[2, 4])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--setfit", metavar="PYTHON", help="the Python of an environment with setfit")
    parser.add_argument("--canonical", type=Path, help="a folder with the floats of all-MiniLM-L6-v2")
    parser.add_argument("--pairs", type=int, default=5, help="SetFit's num_iterations")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of evaluation data")
    given = parser.parse_args()
    task = Task(given.data, given.set, given.labels, given.split, given.held)
    shown = replace(locate_weights(), layers=INPUTS)
    print(f"{given.set}, {len(task.train)} labels, {len(task.held)} held out\n")
    print(f"{'':44}{'macro-F1':>8}{'log loss':>10}{'seconds':>10}")
    default, seconds = task.default()
    task.show("default", default, seconds)
    if given.epochs:
        passes_chosen(task, given.epochs, default)
    if given.setfit:
        task.show(f"SetFit, {given.pairs} pairs a label", *task.setfit(given.setfit, given.canonical, given.pairs))
    fine_tuned.locate_weights = lambda source: shown  # with the states below more than two layers
    for depth in given.depths:
        found = []
        with threadpool_limits(1, user_api="blas"):
            for seed in given.seeds:
                found.append(task.tuned(depth, seed))
                task.show(f"{depth} layers, seed {seed}", *found[-1])
                task.show("  with default", (found[-1][0] + default) / 2, found[-1][1])
        mean, seconds = np.mean([one for one, _ in found], axis=0), sum(spent for _, spent in found)
        if len(found) > 1:
            task.show(f"{depth} layers, mean of {len(found)} seeds", mean, seconds)
            task.show("  with default", (mean + default) / 2, seconds)


if __name__ == "__main__":
    main()
