"""The ensemble of a linear model on words and kernel classifiers on sentence vectors."""

from __future__ import annotations

from annotate.learn.encoders.encoder import Encoder
from annotate.learn.estimators.kernel_classifier import KernelClassifier
from annotate.learn.estimators.log_linear_pool import LogLinearPool, View
from annotate.learn.recipes.linear_recipes import SEVERAL_TYPES, word_features
from annotate.learn.recipes.recipe import Recipe, RecipeInputs, linear

_KERNELS = ((2, 0.25), (1, 1.0))  # C and gamma: one smooth, one sharp
_PRIOR, _SHRINKAGE = (0.25, 0.75, 0.0), 8.0  # words, smooth, sharp: no loss at 120 labels of any of four sets


def default(inputs: RecipeInputs) -> LogLinearPool:
    """A linear model on words and kernel classifiers on sentence vectors, weighted by out-of-fold log loss.

    The best width of the kernel depends on the data and on the number of labels, so there are two widths and the
    weights decide between them. The following did not help (grouped hold-out, four data sets, 120 to 1,030 labels): a
    linear model on the vectors, a kernel on the last layer alone, more than two kernels, kernels without class weights,
    Platt scaling of each member, biases of the classes, one kernel on words and vectors together, vectors of further
    layers, of the first word piece, or standard deviations.
    """
    words = ("words", word_features(inputs), [linear(inputs.seed, C=30)])
    kernels = [KernelClassifier(C=C, gamma=gamma) for C, gamma in _KERNELS]
    views: list[View] = [words, ("vectors", encoder_for(inputs), kernels)]
    return LogLinearPool(views, prior=_PRIOR, shrinkage=_SHRINKAGE, seed=inputs.seed)


def encoder_for(inputs: RecipeInputs) -> Encoder:
    """The encoder that the inputs name, unfitted."""
    return Encoder(inputs.encoder, target="target" in inputs.columns)


_TYPES = (*SEVERAL_TYPES, Encoder, KernelClassifier)
DEFAULT = Recipe(
    "default",
    "a linear model on words and kernel classifiers on sentence vectors, weighted by out-of-fold log loss",
    default,
    needs_encoder=True,
    options=frozenset({"encoder"}),
    pool=default,
    types=_TYPES,
)
