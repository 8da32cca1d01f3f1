"""Agreement coefficients: to add one, write a function of `Totals` and add a line to `COEFFICIENTS`.

Every coefficient is a function of totals over items, so that a thousand bootstrap resamples are one matrix product
(`annotate.labels._bootstrap`): it gets the totals of all resamples and returns one value for each, NaN where it is
undefined.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotate._types import Reals


@dataclass(frozen=True)
class Totals:
    """Totals over items: one row for each resample, or a single one for the data as they are.

    Items with one annotation say nothing about agreement, but count for how often a label is used in Fleiss' and
    Gwet's expectation (Gwet, Handbook of Inter-Rater Reliability, 2014); Krippendorff's alpha leaves them out.
    """

    coincidences: Reals
    """Resamples x labels x labels: Krippendorff's coincidence matrices."""
    pairs_agreeing: Reals
    """Resamples x pairs of annotators: to how many items both gave the same label."""
    pairs_first: Reals
    """Resamples x pairs of annotators x labels: how often the first gave the label to an item of both."""
    pairs_second: Reals
    """The same for the second."""
    agreeing: Reals
    """The sum over items of the share of agreeing pairs of annotations."""
    shared: Reals
    """Items with two annotations or more."""
    rated: Reals
    """Items with an annotation."""
    label_shares: Reals
    """Resamples x labels: the sum over items of each label's share of the item's annotations."""

    @property
    def observed(self) -> Reals:
        """Observed agreement: the mean share of agreeing pairs."""
        return np.asarray(self.agreeing / self.shared)

    @property
    def usage(self) -> Reals:
        """Resamples x labels: how often each label is used; rows sum to 1."""
        return np.asarray(self.label_shares / self.rated[:, None])


@dataclass(frozen=True)
class Coefficient:
    """An agreement coefficient: its name in tables, its formula, and what it needs and means."""

    name: str
    compute: Callable[[Totals], Reals]
    description: str
    needs_order: bool = False
    """Whether it is defined only for labels with an order."""
    has_bounds: bool = False
    """Whether Krippendorff's bounds for reliable and tentative conclusions apply to it."""


def percent(totals: Totals) -> Reals:
    """Observed agreement."""
    return totals.observed


def fleiss_kappa(totals: Totals) -> Reals:
    """Fleiss' kappa (1971)."""
    expected = (totals.usage**2).sum(axis=1)
    return np.where(expected < 1 - 1e-12, (totals.observed - expected) / (1 - expected), np.nan)


def gwet_ac1(totals: Totals) -> Reals:
    """Gwet's AC1 (2008)."""
    usage = totals.usage
    expected = (usage * (1 - usage)).sum(axis=1) / max(usage.shape[1] - 1, 1)
    return np.asarray((totals.observed - expected) / (1 - expected))


def cohen_kappa(totals: Totals) -> Reals:
    """Cohen's kappa (1960), the mean over pairs of annotators weighted by the items each pair shares.

    Pairs for whom it is undefined (both used one and the same label throughout) are left out of the mean.
    """
    shared = totals.pairs_first.sum(axis=2)
    observed = totals.pairs_agreeing / shared
    expected = np.einsum("rpl,rpl->rp", totals.pairs_first, totals.pairs_second) / shared**2
    kappa = (observed - expected) / (1 - expected)
    defined = (shared > 0) & (expected < 1 - 1e-12)
    weight = np.where(defined, shared, 0.0)
    return np.asarray((np.where(defined, kappa, 0.0) * weight).sum(axis=1) / weight.sum(axis=1))


def alpha_nominal(totals: Totals) -> Reals:
    """Krippendorff's alpha for labels without an order."""
    return alpha(totals.coincidences)


def alpha_ordinal(totals: Totals) -> Reals:
    """Krippendorff's alpha for labels in order."""
    return alpha(totals.coincidences, ordinal=True)


def alpha(coincidences: Reals, *, ordinal: bool = False) -> Reals:
    """Krippendorff's alpha of coincidence matrices (resamples x labels x labels); labels in order if `ordinal`.

    Krippendorff, Content Analysis, 4th ed. 2018, chapter 12. NaN where only one label occurs.
    """
    used = coincidences.sum(axis=2)
    total = used.sum(axis=1)
    distance = _ordinal_distance(used) if ordinal else 1.0 - np.eye(used.shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = (coincidences * distance).sum(axis=(1, 2))
        expected = (used[:, :, None] * used[:, None, :] * distance).sum(axis=(1, 2)) / (total - 1)
        return np.where(expected > 1e-12, 1.0 - observed / expected, np.nan)


def _ordinal_distance(used: Reals) -> Reals:
    """Krippendorff's ordinal distance: how many values lie between two labels, half of each end counted."""
    reach = np.cumsum(used, axis=1)
    between = np.abs(reach[:, :, None] - reach[:, None, :]) + np.where(
        np.tri(used.shape[1], dtype=bool).T, used[:, :, None], used[:, None, :]
    )
    ends = (used[:, :, None] + used[:, None, :]) / 2
    distance = (between - ends) ** 2
    distance[:, np.arange(used.shape[1]), np.arange(used.shape[1])] = 0.0
    return np.asarray(distance)


COEFFICIENTS: dict[str, Coefficient] = {
    one.name: one
    for one in (
        Coefficient("percent", percent, "observed agreement, not corrected for chance"),
        Coefficient("cohen_kappa", cohen_kappa, "Cohen's kappa, the mean over pairs of annotators"),
        Coefficient("fleiss_kappa", fleiss_kappa, "Fleiss' kappa"),
        Coefficient("alpha_nominal", alpha_nominal, "Krippendorff's alpha", has_bounds=True),
        Coefficient(
            "alpha_ordinal",
            alpha_ordinal,
            "Krippendorff's alpha for labels in order",
            needs_order=True,
            has_bounds=True,
        ),
        Coefficient("gwet_ac1", gwet_ac1, "Gwet's AC1, robust to rare labels"),
    )
}
"""The coefficients that `annotate.labels.agreement_measures.agreement` computes, in the order of its table."""
