# ruff: noqa: E501 - a table in Markdown is as wide as it is
"""The model card: what a model is, its training data, its evaluation and its limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, StrictUndefined

from annotate.learn.models.model_info import ModelInfo

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

Says of a sentence of news which of the labels {{ labels | join(", ") }} answers the question **{{ question }}**, with a
probability for each{{ ", judged toward the target that a row names" if "target" in columns }}. Made with `annotate train` from {{ data.labelled }} labelled sentences.

Trained at {{ trained_at }} (the only thing here that differs when the same inputs are trained again).

## Labels

| label | meaning | sentences |
|---|---|---|
{%- for label in labels %}
| {{ label }} | {{ (scheme[label] or "as the annotators' guidelines say") | replace("|", "/") }} | {{ data.counts[label] }} |
{%- endfor %}

## What it learned from

{{ data.labelled }} sentences with a label in {{ data.groups }} groups, from `{{ data.name }}`
(SHA-256 of labels and texts `{{ data.hash }}`). Sentences of one article, and sentences with nearly the same words,
form a group, and no group is on both sides of any split (split hash `{{ split.hash }}`).

{% for part, count in split.parts.items() -%}
- {{ part }}: {{ count }} sentences
{% endfor %}
{{ split.words }}
{{ "The sentences are stored in this folder in `sentences.csv`, with their labels: share the folder only if you may share them." if data.texts_kept else "The texts are not stored in this folder, only ids, labels and hashes." }}

## How good it is
{% if metrics %}
Grouped cross-validation over {{ metrics.n }} sentences of the training part, with 95 % intervals (bootstrap over groups):

| | value | interval |
|---|---|---|
| macro-F1 | {{ number(metrics.macro_f1) }} | {{ range(metrics.intervals.macro_f1) }} |
| accuracy | {{ number(metrics.accuracy) }} | {{ range(metrics.intervals.accuracy) }} |
| weighted F1 | {{ number(metrics.weighted_f1) }} | {{ range(metrics.intervals.weighted_f1) }} |
| calibration error (ECE) | {{ number(metrics.ece) }} | {{ range(metrics.intervals.ece) }} |

| label | precision | recall | F1 | interval of F1 | sentences |
|---|---|---|---|---|---|
{%- for label in labels %}
{%- set row = metrics.per_label[label] %}
| {{ label }} | {{ number(row.precision) }} | {{ number(row.recall) }} | {{ number(row.f1) }} | {{ range(metrics.intervals.per_label[label].f1) }} | {{ row.support }} |
{%- endfor %}

Rows of the confusion table are the annotators' labels, columns the model's.

| | {{ labels | join(" | ") }} |
|---|{{ "---|" * (labels | length) }}
{%- for label in labels %}
| {{ label }} | {{ metrics.confusion[loop.index0] | join(" | ") }} |
{%- endfor %}

![Confidence against accuracy](reliability.svg)
{% else %}
Not known: the labelled sentences could not be split into groups that have nothing in common.
{% endif %}
{%- if looks %}
The test part has been looked at {{ looks | length }} {{ "time" if looks | length == 1 else "times" }}; each look makes \
it a little less of a test:
{% for look in looks %}
- {{ look.at }}: {{ look.what }}
{%- endfor %}
{% elif split.parts.get("test") %}
The test part has never been looked at.
{% endif %}
{%- if elsewhere %}

### On other data

Measured on data it has learned nothing from, with 95 % intervals:

| data | sentences | accuracy | macro-F1 | interval |
|---|---|---|---|---|
{%- for found in elsewhere %}
| {{ found.name | replace("|", "/") }} | {{ found.n }} | {{ number(found.accuracy) }} | {{ number(found.macro_f1) }} | \
{{ range(found.interval) }} |
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
## More labels

| labels | macro-F1 |
|---|---|
{%- for point in curve.points %}
| {{ point.labels }} | {{ number(point.macro_f1) }} |
{%- endfor %}

{{ curve.words }}
{% endif %}
## When it says nothing
{% if abstain %}
It abstains below a probability of {{ number(abstain.threshold) }}: the labels it gives were right in \
{{ "%.1f" | format(100 * abstain.reached) }} % of sentences in cross-validation ({{ "%.0f" | format(100 * abstain.precision) }} % \
was asked for), and {{ "%.0f" | format(100 * abstain.coverage) }} % of sentences got one.
{% else %}
It gives every sentence a label, however unsure it is.
{% endif %}
{%- if notes %}
## To be kept in mind
{% for note in notes %}
- {{ note }}
{%- endfor %}
{% endif %}
## Limits

The figures hold for sentences like those it learned from. On other outlets, other topics or another decade they can be
far lower: label a random sample of the new coverage and run `annotate evaluate` on it. Shares of labels in coverage are
to be taken from `annotate estimate`, which corrects for the model's errors; counting its labels is biased. It judges one
sentence and knows nothing of what is true.

## How it was made

- recipe `{{ recipe }}`{{ " with " ~ options if options else "" }}, seed {{ seed }}
- looks at the columns {{ columns | join(", ") }}
- calibrated by temperature scaling on out-of-fold probabilities (temperature {{ number(temperature) }})
{%- for name, version in versions.items() %}
- {{ name }} {{ version }}
{%- endfor %}

## How to use it

```console
annotate score FOLDER articles/ -o scores.csv
annotate explain FOLDER "A sentence."
```

`FOLDER` is where this file lies. `model.skops` holds no pickle; `annotate` opens it only if every type in it is on a
fixed list, and `sha256sum -c SHA256SUMS` checks the files.
"""


def card(
    info: ModelInfo,
    looks: Sequence[Mapping[str, Any]],
    trained_at: str,
    elsewhere: Sequence[Mapping[str, Any]] = (),
) -> str:
    """The card as Markdown with the front matter of a model hub; a missing value is an error, not a gap."""
    template = Environment(undefined=StrictUndefined, autoescape=False).from_string(_CARD)  # noqa: S701 - Markdown
    return template.render(
        info.as_dict(), looks=looks, elsewhere=elsewhere, trained_at=trained_at, number=_number, range=_range
    )


def _number(value: float) -> str:
    return f"{value:.3f}"


def _range(bounds: Sequence[float]) -> str:
    return f"{bounds[0]:.3f} to {bounds[1]:.3f}"
