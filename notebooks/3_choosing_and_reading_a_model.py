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
# # Choosing and reading a model
#
# Two recipes on the same sentences, how sure they may be of themselves, what more labels would bring, and why a sentence
# got its label. The text is invented, and its labels were given by a language model. Only every third of the labelled
# articles is learned from, as in a study with few labels.

# %%
from pathlib import Path
from tempfile import mkdtemp

import matplotlib.pyplot as plt
import pandas as pd

import annotate as an

folder = Path(mkdtemp())
shipped = an.load_shipped()
stance = shipped.gold.query("question == 'stance'")[["sentence_id", "label"]]
split = shipped.articles.set_index("article_id")["split"]
table = shipped.sentences.merge(stance, on="sentence_id")
table["part"] = table["article_id"].map(split)
test, rest = table[table["part"] == "test"], table[table["part"] != "test"]
learning = rest[rest["article_id"].isin(rest["article_id"].unique()[1::3])]
pd.Series({"to learn from": len(learning), "test": len(test)}).to_frame("sentences")

# %% [markdown]
# ## Two recipes
#
# `fast` counts words and pairs of words; `default` lets it vote with a kernel on sentence vectors. Both are judged by
# cross-validation in which no article is on both sides.

# %%
trained = {
    recipe: an.train(learning, group_column="article_id", question="stance", recipe=recipe, test_share=0.0)
    for recipe in ("fast", "default")
}
pd.DataFrame({name: model.metrics.as_dict() for name, model in trained.items()}).loc[["accuracy", "macro_f1", "ece"]]

# %% [markdown]
# Is the difference more than luck? On the test articles, which neither has seen, with an interval from resampling
# articles:

# %%
compared = an.compare(trained["default"], trained["fast"], test, group_column="article_id")
pd.DataFrame({measure: compared.as_dict()["difference"][measure] for measure in ("macro_f1", "accuracy")}).round(3)

# %% [markdown]
# ## What more labels would bring

# %%
curve = trained["default"].info.curve
points = pd.DataFrame(curve.points)
plt.figure(figsize=(5, 2.8))
plt.plot(points["labels"], points["macro_f1"], "o-")
plt.fill_between(points["labels"], points["low"], points["high"], alpha=0.2)
if curve.doubled:  # None where the curve is too short or too flat to say
    twice = curve.doubled
    plt.errorbar(
        twice.labels,
        twice.macro_f1,
        [[twice.macro_f1 - twice.low], [twice.high - twice.macro_f1]],
        fmt="o",
        color="tab:red",
        label="forecast",
    )
plt.legend(loc="upper left")
plt.xlabel("labelled sentences")
plt.ylabel("macro-F1")
plt.tight_layout()

# %% [markdown]
# ## Why this label?
#
# `annotate explain`: the words that pushed, and the sentences it has learned from that are nearest.

# %%
explanation = an.explain(trained["default"], "The ministry called the new fees an insult and recalled its envoy.")
pd.Series(explanation.probabilities).round(3).to_frame("probability")

# %%
explanation.words.sort_values("push", ascending=False)[["word", "push"]].head(8).round(3)

# %%
explanation.nearest[["likeness", "label", "text"]].round(3)

# %% [markdown]
# ## The model folder
#
# No pickle: `model.skops` holds only types on a fixed list, and every file is checked by its hash when it is opened.

# %%
an.save_model(trained["default"], folder / "stance")
pd.DataFrame([(p.name, p.stat().st_size) for p in sorted((folder / "stance").iterdir())], columns=["file", "bytes"])
