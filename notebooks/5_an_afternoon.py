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
# # An afternoon: from coverage to three findings
#
# Articles at noon, 300 labels by four, findings at five. The shipped coverage stands in for yours, and its labels (by a
# language model) for the ones that you would give: since it has a label for every sentence, the findings can be checked at
# the end, as yours never can.

# %%
import re
from pathlib import Path
from tempfile import mkdtemp

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Markdown

import annotate as an

folder = Path(mkdtemp())
shipped = an.load_shipped()
stance = shipped.gold[shipped.gold["question"] == "stance"].drop(columns=["inclusion_probability", "split"])
sentences = shipped.sentences[shipped.sentences["sentence_id"].isin(stance["sentence_id"])]
training = set(shipped.articles.loc[shipped.articles["split"] == "train", "article_id"])
learned = sentences[sentences["article_id"].isin(training)].merge(stance[["sentence_id", "label"]], on="sentence_id")
print(f"{len(sentences):,} sentences of {sentences['article_id'].nunique()} articles, {len(training)} for a model to learn from")

# %% [markdown]
# ## Score everything
#
# A quick model is right for a little more than half of the sentences. That is enough: its errors are measured next.

# %%
model = an.train(learned, group_column="article_id", question="stance", recipe="fast", curve=False)
scores = an.score(model, sentences)
scores = scores[scores["kind"] == "body"]
scores["label"].value_counts(normalize=True).round(3).to_frame("share as counted")

# %% [markdown]
# ## Draw 300 sentences, and label them
#
# `annotate sample`, then an afternoon of `annotate label` or Label Studio. Each sentence keeps the probability with which
# it was drawn.

# %%
batch = an.sample(scores, size=300, strategy="random", seed=1)
gold = stance.merge(batch[["sentence_id", "inclusion_probability"]], on="sentence_id")
print(f"{len(gold)} labels in {batch['article_id'].nunique()} articles")

# %% [markdown]
# ## The findings
#
# `annotate report -o findings.md` writes them as sentences; with `-o report.html` they open a page with a chart for each.

# %%
findings = an.report(scores, folder / "findings.md", gold=gold, model=model).read_text()
Markdown(findings)

# %% [markdown]
# Nothing is claimed of outlets or months: of 84 differences and 3 trends the largest may come by chance, and the sentences say how
# large a difference would have been found. More labels would settle it; `annotate estimate --plan 0.05 --by outlet
# --differences plan.csv` says how many.
#
# ## Are they true?
#
# Shares, differences and slopes among *all* labels, beside the intervals that the sentences state.

# %%
every = stance[stance["sentence_id"].isin(scores["sentence_id"])].assign(inclusion_probability=1.0)
shares = every["label"].value_counts(normalize=True)
pairs = an.differences(scores, every, by="outlet").set_index(["group", "other", "label"])["difference"]
slopes = an.trend(scores, every, over="month").set_index("label")["slope"]

NUMBER = r"(−?[\d.]+)"
rows = [
    (f"{label}, share in %", 100 * shares[label], float(value), float(low), float(high))
    for value, label, low, high in re.findall(rf"{NUMBER} % (?:are )?(\w+) \(95 % CI {NUMBER} to {NUMBER}\)", findings)
]
plain = findings.replace("−", "-")
label, more, less, value, low, high = re.search(
    r"of “(\w+)”: (.+?) \d+ % against \d+ % in (.+?), difference (-?[\d.]+) points?, 95 % CI (-?[\d.]+) to (-?[\d.]+)", plain
).groups()
sign, key = (1, (more, less, label)) if (more, less, label) in pairs.index else (-1, (less, more, label))
rows.append((f"{label}, {more} less {less}", 100 * sign * pairs[key], float(value), float(low), float(high)))
label, value, low, high = re.search(
    r"of “(\w+)”: (-?[\d.]+) points a month, 95 % CI (-?[\d.]+) to (-?[\d.]+)", plain
).groups()
rows.append((f"{label}, points a month", 100 * slopes[label], float(value), float(low), float(high)))
checked = pd.DataFrame(rows, columns=["what", "truth", "stated", "low", "high"])
checked["holds"] = (checked["low"] <= checked["truth"]) & (checked["truth"] <= checked["high"])
assert checked["holds"].all()
checked.round(1)

# %%
figure, axis = plt.subplots(figsize=(8, 2.6))
positions = range(len(checked))
errors = [checked["stated"] - checked["low"], checked["high"] - checked["stated"]]
axis.errorbar(checked["stated"], positions, xerr=errors, fmt="o", label="stated, with its interval")
axis.plot(checked["truth"], positions, "k|", markersize=14, label="among all labels")
axis.set_yticks(positions, checked["what"])
axis.invert_yaxis()
axis.axvline(0, color="grey", linewidth=0.5)
axis.set_xlabel("per cent, or points")
axis.legend(fontsize=8, loc="upper right")
figure.tight_layout()

# %% [markdown]
# ## Was that luck?
#
# The same afternoon thirty times, with other sentences drawn: how many of the 90 intervals of shares hold the truth.

# %%
held = []
for seed in range(30):
    again = an.sample(scores, size=300, strategy="random", seed=100 + seed)
    labels = stance.merge(again[["sentence_id", "inclusion_probability"]], on="sentence_id")
    table = an.estimate(scores, labels, model=model).set_index("label")
    held += list((table["low"] <= shares[table.index]) & (shares[table.index] <= table["high"]))
print(f"{sum(held)} of {len(held)} intervals hold the truth")
