# ruff: noqa: E501 - rows of Markdown tables cannot be wrapped
"""The model card: description, training data, evaluation and limits of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, StrictUndefined

from annotate.learn.models.model_info import ModelInfo
from annotate.learn.recipes.advice import what_may_be_better

_CARD = """\
---
library_name: sklearn
pipeline_tag: text-classification
{%- if licence %}
license: {{ licence | tojson }}
{%- endif %}
tags:
- sklearn
- skops
- text-classification
- {{ question | tojson }}
{%- if metrics %}
model-index:
- name: {{ name | tojson }}
  results:
  - task:
      type: text-classification
    dataset:
      name: {{ data.name | tojson }}
      type: {{ data.name | tojson }}
      split: grouped cross-validation
    metrics:
    - type: f1
      name: Macro-F1
      value: {{ "%.4f" | format(metrics.macro_f1) }}
    - type: accuracy
      value: {{ "%.4f" | format(metrics.accuracy) }}
    - type: expected_calibration_error
      value: {{ "%.4f" | format(metrics.ece) }}
{%- endif %}
---

# {{ name }}

{% if several -%}
Says which of {{ labels | join(", ") }} a sentence of news has by **{{ question }}**, several or none, with a calibrated
probability of its own for each label, so that they need not add up to 1{{ ", toward the target named in the same row" if "target" in columns }}. Trained with `annotate train` on {{ data.labelled }} labelled sentences.
{%- else -%}
Classifies a sentence of news by **{{ question }}** as {{ labels | join(", ") }}, with a calibrated probability for
each label{{ ", toward the target named in the same row" if "target" in columns }}. Trained with `annotate train` on {{ data.labelled }} labelled sentences.
{%- endif %}

Trained at {{ trained_at }} ({{ "the time it began and the seconds it took; " if "/PT" in trained_at }}nothing else here changes when the same inputs are trained again).

## Labels

| label | meaning | sentences |
|---|---|---|
{%- for label in labels %}
| {{ label }} | {{ (scheme[label] or "see the annotators' guidelines") | replace("|", "/") }} | {{ data.counts[label] }} |
{%- endfor %}

## Training data

{{ data.labelled }} labelled sentences in {{ data.groups }} groups, from `{{ data.name }}`
(SHA-256 of labels and texts `{{ data.hash }}`). Sentences of one article, and near-duplicates, form a group, and a group
is never divided between the parts of a split (split hash `{{ split.hash }}`).

{% for part, count in split.parts.items() -%}
- {{ part }}: {{ count }} sentences
{% endfor %}
{{ split.words }}
{{ "The sentences are stored in this folder in `sentences.csv`, with their labels: share the folder only if you may share them." if data.texts_kept else "The texts are not stored in this folder, only ids, labels and hashes." }}

{%- if language_model %}
## Language model

Each sentence is sent to a language model with the codebook and with labelled sentences like it; the prompt is in
`prompt.md` and all that decides what is asked in `prompt.json`. Nothing is sent until the address is named again with
`--endpoint` or in `annotate.toml`. The labels of a language model are not gold: report shares from `annotate estimate`.

| | |
|---|---|
{%- for name, value in language_model.items() %}
| {{ name }} | {{ value | replace("|", "/") }} |
{%- endfor %}
{% endif %}
## Evaluation
{% if metrics %}
Grouped cross-validation over {{ metrics.n }} sentences of the training part, with 95 % intervals{{ " (" ~ metrics.articles ~ " groups)" if metrics.articles }}:

| | value | interval | always {{ metrics.baseline.label | replace("|", "/") }} |
|---|---|---|---|
| macro-F1 | {{ number(metrics.macro_f1) }} | {{ range(metrics.intervals.macro_f1) }} | {{ number(metrics.baseline.macro_f1) }} |
| {{ "exact match" if several else "accuracy" }} | {{ number(metrics.accuracy) }} | {{ range(metrics.intervals.accuracy) }} | {{ number(metrics.baseline.accuracy) }} |
{%- if several and metrics.sample_f1 is defined %}
| {{ metrics.sample_f1.name }} | {{ number(metrics.sample_f1.value) }} | {{ range(metrics.sample_f1.interval) }} | {{ number(metrics.sample_f1.baseline) }} |
{%- endif %}
| weighted F1 | {{ number(metrics.weighted_f1) }} | {{ range(metrics.intervals.weighted_f1) }} | {{ number(metrics.baseline.weighted_f1) }} |
| calibration error (ECE) | {{ number(metrics.ece) }} | {{ range(metrics.intervals.ece) }} | |

{% if several -%}
Macro-F1 is the mean over the labels, exact match the share of sentences with exactly the annotators' labels. The last
column is the majority baseline: every sentence gets the most frequent answer.

| label | sentences with it | precision | recall | F1 | interval of F1 | right | always the same | calibration error |
|---|---|---|---|---|---|---|---|---|
{%- for label in labels %}
{%- set row = metrics.per_label[label] %}
{%- set own = metrics.by_label[label] %}
| {{ label }} | {{ row.support }} | {{ number(row.precision) }} | {{ number(row.recall) }} | {{ number(row.f1) }} | {{ range(metrics.intervals.per_label[label].f1) }} | {{ number(own.accuracy) }} | {{ number(own.baseline.accuracy) }} | {{ number(own.ece) }} |
{%- endfor %}

`right` is the share of sentences that are rightly said to have the label or not; the column after it is what always
saying the more frequent of the two would reach.
{%- else -%}
The last column is the majority baseline: every sentence gets the most frequent label.
{%- if metrics.ece_debiased is not none %} Small samples inflate the
calibration error: perfectly calibrated probabilities would show {{ number(metrics.ece_if_calibrated) }} here, and corrected
for this it is {{ number(metrics.ece_debiased) }}; its interval is for the true error.
{%- endif %}

| label | precision | recall | F1 | interval of F1 | sentences |
|---|---|---|---|---|---|
{%- for label in labels %}
{%- set row = metrics.per_label[label] %}
| {{ label }} | {{ number(row.precision) }} | {{ number(row.recall) }} | {{ number(row.f1) }} | {{ range(metrics.intervals.per_label[label].f1) }} | {{ row.support }} |
{%- endfor %}

Confusion matrix: rows are the annotators' labels, columns the predicted ones.

| | {{ labels | join(" | ") }} |
|---|{{ "---|" * (labels | length) }}
{%- for label in labels %}
| {{ label }} | {{ metrics.confusion[loop.index0] | join(" | ") }} |
{%- endfor %}

![Reliability diagram: accuracy against confidence](reliability.svg)
{%- endif %}
{% else %}
Not evaluated: the labelled sentences are from too few articles to split.
{% endif %}
{%- if test_set_uses %}
The test set has been evaluated {{ test_set_uses | length }} {{ "time" if test_set_uses | length == 1 else "times" }}; \
every choice made on it makes its metrics more optimistic:
{% for use in test_set_uses %}
- {{ use.at }}: {{ use.what }}
{%- endfor %}
{% elif split.parts.get("test") %}
The test set has never been evaluated.
{% endif %}
{%- if external %}

### On other data

Evaluated on data that had no part in training, with 95 % intervals:

| data | sentences | {{ "exact match" if several else "accuracy" }} | majority baseline | macro-F1 | interval |
|---|---|---|---|---|---|
{%- for entry in external %}
| {{ entry.name | replace("|", "/") }} | {{ entry.n }} | {{ number(entry.accuracy) }} | {{ number(entry.baseline) if entry.baseline is defined else "not recorded" }} | {{ number(entry.macro_f1) }} | \
{{ range(entry.interval) }} |
{%- endfor %}
{% endif %}
{%- for by, rows in breakdowns.items() %}
### By {{ by }}

| {{ by }} | sentences | macro-F1 | interval |
|---|---|---|---|
{%- for row in rows %}
| {{ row.value | replace("|", "/") }} | {{ row.n }} | {{ number(row.macro_f1) }} | {{ range([row.low, row.high]) }} |
{%- endfor %}
{% endfor %}
{%- if curve %}
## Learning curve

| labels | macro-F1 |
|---|---|
{%- for point in curve.points %}
| {{ point.labels }} | {{ number(point.macro_f1) }} |
{%- endfor %}

{{ curve.words }}
{% if outlooks %}
Candidates that were compared, each alone:
{% for candidate, words in outlooks.items() %}
- {{ candidate }}: {{ words }}
{%- endfor %}
{% endif %}
{%- endif %}
{%- if advice %}
## What may be better

{{ advice }}
{% endif %}
## Abstention
{% if abstain %}
It abstains below a confidence of {{ number(abstain.threshold) }}: its {{ "answers were wholly" if several else "labels were" }} correct for \
{{ "%.1f" | format(100 * abstain.reached) }} % of the remaining sentences in cross-validation ({{ "%.0f" | format(100 * abstain.precision) }} % \
was asked for), and {{ "%.0f" | format(100 * abstain.coverage) }} % of sentences get one.\
{{ " The confidence in several labels is the product of the probabilities of the more likely of yes and no to each." if several else "" }}
{% else %}
{{ "It never abstains: a sentence gets each label that is more likely than not, and none where none is." if several else "It never abstains: every sentence gets a label, whatever its confidence." }}
{% endif %}
{%- if notes %}
## Notes
{% for note in notes %}
- {{ note }}
{%- endfor %}
{% endif %}
## Limits

Models do not transfer across domains: on other outlets, topics or decades these metrics can be far lower. Label a random
sample of the new coverage and run `annotate evaluate` on it. Take shares of labels from `annotate estimate`, which
corrects for the model's errors; counting predicted labels is biased. The model sees one sentence at a time and does not
check facts.

## Training procedure

- recipe `{{ recipe }}`{{ " with " ~ options if options else "" }}, seed {{ seed }}
- input columns: {{ columns | join(", ") }}
{%- if several %}
- one classifier a label, all on the same features; each is calibrated by a sigmoid of its log odds (Platt scaling) on out-of-fold probabilities:
{%- for label, line in sigmoids.items() %}
  - {{ label }}: {{ "not learned, its share of the training sentences" if label in rare else "slope " ~ number(line[0]) ~ ", intercept " ~ number(line[1]) }}
{%- endfor %}
{%- else %}
- calibrated by temperature scaling on out-of-fold probabilities (temperature {{ number(temperature) }})
{%- endif %}
{%- for name, version in versions.items() %}
- {{ name }} {{ version }}
{%- endfor %}

## How to use it

```console
annotate score FOLDER articles/ -o scores.csv{{ " --endpoint " ~ language_model.endpoint if language_model }}
{%- if not language_model %}
annotate explain FOLDER "A sentence."
{%- endif %}
```

`FOLDER` is the folder of this file. `model.skops` holds no pickle; `annotate` opens it only if every type in it is on a
fixed list, and `sha256sum -c SHA256SUMS` checks the files.
"""


def card(
    info: ModelInfo,
    test_set_uses: Sequence[Mapping[str, Any]],
    trained_at: str,
    external: Sequence[Mapping[str, Any]] = (),
) -> str:
    """The card as Markdown with the front matter of a model hub; raises if a value is missing."""
    template = Environment(undefined=StrictUndefined, autoescape=False).from_string(_CARD)  # noqa: S701 - Markdown
    return template.render(
        {"language_model": {}, "several": False, "sigmoids": {}, "rare": ()} | info.as_dict(),
        test_set_uses=test_set_uses,
        external=external,
        trained_at=trained_at,
        advice="" if info.several else what_may_be_better(info.recipe),
        outlooks={name: curve.outlook for name, curve in info.candidate_curves.items()},
        number=_number,
        range=_range,
    )


def _number(value: float) -> str:
    return f"{value:.3f}"


def _range(bounds: Sequence[float]) -> str:
    return f"{bounds[0]:.3f} to {bounds[1]:.3f}"
