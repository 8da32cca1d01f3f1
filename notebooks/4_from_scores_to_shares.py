# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From scores to publishable shares
#
# "Critical coverage rose by six points" needs three things that a table of scores does not have: a correction for the
# classifier's errors, an interval, and the knowledge that sentences of one article are alike. This notebook shows each on
# the shipped coverage, whose labels (by a language model) let us look up the truth.

# %%
from pathlib import Path
from tempfile import mkdtemp

import matplotlib.pyplot as plt
import pandas as pd

import annotate as an

folder = Path(mkdtemp())
shipped = an.load_shipped()
stance = shipped.gold[shipped.gold["question"] == "stance"].drop(columns="inclusion_probability")
sentences = shipped.sentences[shipped.sentences["sentence_id"].isin(stance["sentence_id"])]
known = sentences.merge(stance[["sentence_id", "label"]], on="sentence_id")
truth = known["label"].value_counts(normalize=True)
truth.round(3).to_frame("true share")

# %% [markdown]
# ## A model, and what counting its labels says
#
# The model learns from the articles of the first months; the rest is the coverage to describe.

# %%
early = known["published"] < "2031-07"
model = an.train(known[early], group_column="article_id", question="stance", recipe="fast")
coverage = known[~early]
scores = an.score(model, coverage.drop(columns="label"))
naive = scores["label"].value_counts(normalize=True)
true = coverage["label"].value_counts(normalize=True)
pd.DataFrame({"naive": naive, "true": true}).round(3)

# %% [markdown]
# ## Labelling a part corrects the whole
#
# 200 sentences drawn at random, and the same number drawn so that every outlet is covered. `estimate` takes the model's
# answer everywhere and adds what the labelled sentences say about its errors, each weighed by one over the probability
# with which it was drawn (augmented inverse-probability weighting; prediction-powered inference is the case of a simple
# random sample).


# %%
def labelled(batch):
    return stance.merge(batch[["sentence_id", "stratum", "inclusion_probability"]], on="sentence_id")


batches = {
    "random": an.sample(scores, size=200, strategy="random", seed=3),
    "stratified": an.sample(scores, size=200, strategy="stratified", by="outlet", seed=3),
}
estimates = {name: an.estimate(scores, labelled(batch)) for name, batch in batches.items()}
pd.concat(estimates)[["label", "naive", "share", "low", "high"]].round(3)

# %%
figure, axes = plt.subplots(1, len(truth), figsize=(9, 2.6), sharey=True)
for axis, label in zip(axes, true.index, strict=True):
    rows = pd.concat(estimates).query("label == @label")
    positions = range(len(rows))
    axis.errorbar(rows["share"], positions, xerr=[rows["share"] - rows["low"], rows["high"] - rows["share"]], fmt="o")
    axis.axvline(true[label], color="black", linewidth=1)
    axis.axvline(naive.get(label, 0), color="tab:red", linestyle=":")
    axis.set_title(label)
    axis.set_yticks(positions, [name for name, _ in rows.index])
figure.suptitle("black: truth, dotted red: counted, blue: corrected with interval", fontsize=9)
figure.tight_layout()

# %% [markdown]
# ## Groups, and whether they differ
#
# Groups with too few labels get no share, and `note` says why.

# %%
file = folder / "differences.parquet"
by_outlet = an.estimate(scores, labelled(batches["stratified"]), by="outlet", differences=file)
by_outlet.query("label == 'critical'")[["outlet", "n", "labelled", "share", "low", "high", "note"]].round(3)

# %%
an.read_table(file).query("label == 'critical'").sort_values("p").head(5).round(3)

# %% [markdown]
# ## How many labels more
#
# `annotate estimate --plan 0.05`: what it takes to bring every interval to plus or minus five points.

# %%
an.estimate(scores, labelled(batches["random"]), plan=0.05).round(3)
