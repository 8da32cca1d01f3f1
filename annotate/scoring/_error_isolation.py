"""Scoring one chunk; rows on which the model fails are isolated by bisection and rejected."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from annotate.errors import AnnotateError, EndpointError, ModelError
from annotate.io.formats.notes import kept_notes
from annotate.io.rejects import Reject
from annotate.scoring._input_chunks import Chunk, sentences_of
from annotate.scoring._scored_chunks import chunk_table
from annotate.scoring.score_tables import ScoringModel, score_table

MOST_FAILURES = 20
"""Consecutive failures after which the model is considered at fault, not the rows."""

_BATCH_ROWS = 8192
"""Rows scored at once: few enough to reuse memory that is already allocated; see `annotate.scoring.worker_pool`."""


def score_chunk(model: ScoringModel, chunk: Chunk) -> pa.Table:
    """The scores of a chunk's sentences, with rejects for rows that could not be read or scored in its schema.

    In a process of a pool, what there is to be said of the chunk's files is there, too.
    """
    sentences, rejects = sentences_of(chunk)
    scores, bad = score_good_rows(model, sentences)
    return chunk_table(scores, chunk.size, [*rejects, *bad], kept_notes())


def score_good_rows(model: ScoringModel, sentences: pd.DataFrame) -> tuple[pd.DataFrame, list[Reject]]:
    """Scores of the sentences that can be scored, and a reject for each other one, found by bisection.

    Raises
    ------
    ModelError
        If the model fails on every sentence, or its endpoint fails.
    """
    try:
        return score_table(model, sentences, batch_rows=_BATCH_ROWS), []
    except EndpointError:  # a language model's server is at fault, or the budget used up; no row is
        raise
    except Exception as error:
        scores, rejects = [score_table(model, sentences.iloc[:0])], list[Reject]()
        stack = [sentences]
        while stack:
            rows = stack.pop()
            try:
                scores.append(score_table(model, rows))
            except EndpointError:
                raise
            except Exception as reason:  # noqa: BLE001 - as above
                if len(rows) > 1:
                    stack += [rows.iloc[len(rows) // 2 :], rows.iloc[: len(rows) // 2]]
                else:
                    rejects.append(_reject(rows, reason))
            if len(rejects) >= MOST_FAILURES and sum(map(len, scores)) == 0:
                if isinstance(error, AnnotateError):
                    raise
                raise ModelError(f"{model.name}: fails on every sentence ({error}); train it again") from error
        return pd.concat(scores, ignore_index=True), rejects


def _reject(rows: pd.DataFrame, reason: Exception) -> Reject:
    row = rows.iloc[0]
    message = str(reason).split("\n")[0][:200] or type(reason).__name__
    return Reject(f"sentence {row.get('sentence_id')}", f"the model fails on it: {message}", str(row["text"])[:200])
