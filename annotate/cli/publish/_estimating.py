"""Options shared by the verbs that turn scores and human labels into numbers."""

from __future__ import annotations

from pathlib import Path

import typer

SCORES: Path = typer.Argument(None, metavar="SCORES", help="What annotate score wrote; by default the study's.")
QUESTION: str = typer.Option(
    None, "--question", help="Which question the scores answer; by default found by their labels."
)
ESTIMATOR: str = typer.Option("aipw", "--estimator", help="{estimators}.")
POPULATION: str = typer.Option(
    "process", "--population", help="What intervals are about: process (news like this) or corpus (these sentences)."
)
WEIGHTS: str = typer.Option(
    None, "--weights", metavar="COLUMN", help="How much each sentence counts, such as circulation."
)
UNIT: str = typer.Option("sentence", "--unit", help="What has equal weight: sentence or article.")
COMPARE_WITH: list[Path] = typer.Option(
    [], "--compare-with", metavar="SCORES", help="Another model's scores of the same sentences; repeatable."
)
COMPARE_MODELS: list[Path] = typer.Option(
    [], "--compare-models", metavar="MODEL", help="The folder of a model compared with, for what it learned from."
)
OUT_OF_FOLD: Path = typer.Option(None, "--out-of-fold", help="Scores of training sentences by other models.")
BATCH: Path = typer.Option(None, "--batch", help="The batch the labels were drawn in, if no study records it.")
FRAME: Path = typer.Option(None, "--frame", help="The frame it was drawn from, as annotate sample keeps it.")
ASSUME_RANDOM: bool = typer.Option(False, "--assume-random", help="The labels are a simple random sample.")
