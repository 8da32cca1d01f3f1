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
# # Agreement and adjudication
#
# Can two strangers apply the codebook alike? Until that is known, no model and no share means anything. Three annotators
# are **simulated** here from the shipped labels (by a language model): a careful one, one who sees criticism everywhere,
# and one who tires. With people, `annotate pull` gives the same table.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import annotate as an

shipped = an.load_shipped()
stance = shipped.gold[shipped.gold["question"] == "stance"].head(400).reset_index(drop=True)
labels = ["conciliatory", "critical", "neutral"]
random = np.random.default_rng(7)


# %%
def simulated(name, errs, toward=None, missing=0.0):
    """What an annotator says who errs with probability `errs` (one number, or one a sentence)."""
    wrong = random.random(len(stance)) < errs
    other = np.array([toward or random.choice([x for x in labels if x != own]) for own in stance["label"]])
    annotated = stance.assign(annotator=name, label=np.where(wrong, other, stance["label"]), skipped=False)
    present = random.random(len(stance)) >= missing
    return annotated.loc[present, ["sentence_id", "annotator", "question", "label", "skipped"]]


annotations = pd.concat(
    [
        simulated("careful", 0.06),
        simulated("stern", 0.18, toward="critical"),
        simulated("tiring", np.linspace(0.02, 0.5, len(stance)), missing=0.3),
    ]
)
annotations.groupby("annotator").size().to_frame("labels")

# %% [markdown]
# ## How far they agree
#
# `annotate agreement`. Missing labels are normal; the intervals come from resampling articles, because sentences of one
# article are alike. From 0.800 on Krippendorff calls data reliable, from 0.667 good enough for tentative conclusions.

# %%
articles = shipped.sentences[["sentence_id", "article_id"]]
coefficients = an.agreement(annotations, sentences=articles, resamples=500)
coefficients.round(3)

# %%
shown = coefficients.dropna(subset=["low"])
positions = range(len(shown))
plt.figure(figsize=(6, 2.6))
errors = [shown["value"] - shown["low"], shown["high"] - shown["value"]]
plt.errorbar(shown["value"], positions, xerr=errors, fmt="o")
plt.yticks(positions, shown["measure"])
for least in (0.667, 0.8):
    plt.axvline(least, color="grey", linestyle=":")
plt.xlabel("agreement, 95 % interval")
plt.tight_layout()

# %% [markdown]
# Who differs, and over what?

# %%
an.agreement(annotations, by="annotator").round(3)

# %%
an.agreement(annotations, by="pair").head(6).round(3)

# %% [markdown]
# ## From annotations to gold
#
# The majority leaves ties open. The model of annotators (Dawid and Skene, 1979) learns how far each annotator can be
# trusted, and breaks them.

# %%
truth = stance.set_index("sentence_id")["label"]
results = {}
for method in ("majority", "model"):
    gold = an.resolve(annotations, method=method)
    decided = gold.dropna(subset=["label"])
    right = (decided["label"] == decided["sentence_id"].map(truth)).mean()
    results[method] = {"sentences": len(gold), "decided": len(decided), "right": right}
pd.DataFrame(results).T.round(3)

# %% [markdown]
# ## Adjudication
#
# `annotate resolve --review` sends what is disputed, and only that, to a review project in which nobody sees who said
# what; `annotate resolve --method adjudicated` merges the answers back. These would be sent:

# %%
different = annotations.groupby("sentence_id")["label"].nunique()
disputed = different[different > 1].index
pd.Series({"all sentences": len(different), "sent to review": len(disputed)}).to_frame("sentences")
