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
# # The loop in ten minutes
#
# From articles to a page of numbers, with the library: one function a command. The articles are the shipped ones: invented
# states, outlets and people. Their labels were given by a **language model**, not by people, and stand in here for the
# labels you would get back from Label Studio.

# %%
from pathlib import Path
from tempfile import mkdtemp

import matplotlib.pyplot as plt
import pandas as pd

import annotate as an

pd.set_option("display.max_colwidth", 90)
folder = Path(mkdtemp())

# %% [markdown]
# ## Articles in, sentences out
#
# `annotate split` does this. Every line of an article has a kind, and every sentence knows its place, its context and,
# where it is quoted, who says it. `article["text"][start:end]` is the sentence, always.

# %%
shipped = an.load_shipped()
sentences = shipped.sentences
print(f"{len(shipped.articles)} articles, {len(sentences)} sentences")
sentences["kind"].value_counts().to_frame("sentences")

# %%
article = shipped.articles.iloc[0]
of_it = sentences[sentences["article_id"] == article["article_id"]]
assert all(article["text"][s.start : s.end] == s.text for s in of_it.itertuples())
of_it[["paragraph", "kind", "quoted", "speaker", "text"]].head(8)

# %% [markdown]
# ## What to label
#
# `annotate sample` draws a batch. Each sentence carries the probability with which it was drawn: nobody can find that out
# afterwards, and every honest share needs it.

# %%
batch = an.sample(sentences, size=300, strategy="random", seed=1)
batch[["text", "outlet", "strategy", "inclusion_probability"]].head(5)

# %% [markdown]
# ## Labels
#
# With people, this is where `annotate studio start`, `annotate push`, an hour of labelling, `annotate pull` and
# `annotate resolve` come in. Here the shipped labels of the same sentences play that part.

# %%
stance = shipped.gold[shipped.gold["question"] == "stance"].drop(columns="inclusion_probability")
gold = stance.merge(batch[["sentence_id", "inclusion_probability"]], on="sentence_id")
gold["label"].value_counts().to_frame("labelled")

# %% [markdown]
# ## A model from few labels
#
# `annotate train` groups by article, so that no article is on both sides of a split, and measures the model by
# cross-validation within the training set.

# %%
table = sentences.merge(gold[["sentence_id", "label"]], on="sentence_id")
model = an.train(
    table, group_column="article_id", question="stance", recipe="fast", seed=1, output=folder / "stance"
)
metrics = {name: value for name, value in model.metrics.as_dict().items() if isinstance(value, float)}
pd.Series(metrics).round(3).to_frame("value")

# %% [markdown]
# ## Scores, shares, a page
#
# `annotate score`, `annotate estimate` and `annotate report`. The shares are corrected by the labels; the naive ones, the
# model's labels counted, stand beside them. The model was trained on the very labels that correct it, so `model` hands over
# its out-of-fold predictions: each sentence is compared with what a model predicted that had not seen its article.

# %%
body = sentences[sentences["kind"] == "body"]
scores = an.score(model, body)
shares = an.estimate(scores, gold, model=model)
shares[["label", "naive", "share", "low", "high"]].round(3)

# %%
positions = range(len(shares))
plt.figure(figsize=(6, 2.4))
plt.errorbar(
    shares["share"],
    positions,
    xerr=[shares["share"] - shares["low"], shares["high"] - shares["share"]],
    fmt="o",
    label="corrected, 95 % interval",
)
plt.plot(shares["naive"], positions, "x", color="tab:red", label="model's labels counted")
plt.yticks(positions, shares["label"])
plt.xlabel("share of sentences")
plt.legend(loc="upper center", bbox_to_anchor=(0.5, 1.35), ncols=2)
plt.tight_layout()

# %%
page = an.report(scores, folder / "report.html", gold=gold, model=model, title="Stance in the shipped coverage")
print(f"{page.name}: {page.stat().st_size / 1000:.0f} kB, opens offline")
