"""A chunk of the input as a part of the output, whatever is in it: what can be scored is, the rest is rejected."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from annotate.errors import AnnotateError, ModelError
from annotate.io.rejects import Reject
from annotate.scoring._scored_chunks import part_of
from annotate.scoring.score_tables import Classifier, score_table
from annotate.scoring._input_chunks import Chunk, sentences_of

HOPELESS = 20
"""Bad rows without a good one between them after which it is the model that is at fault, not the rows."""

_BATCH_ROWS = 8192
"""Few enough that what a batch needs stays in memory that is there already; see `annotate.scoring.worker_pool`."""


def scored(model: Classifier, chunk: Chunk) -> pa.Table:
    """The part that comes of a chunk: its sentences scored, what could not be read or scored rejected."""
    sentences, rejects = sentences_of(chunk)
    scores, bad = sifted(model, sentences)
    return part_of(scores, chunk.size, [*rejects, *bad])


def sifted(model: Classifier, sentences: pd.DataFrame) -> tuple[pd.DataFrame, list[Reject]]:
    """Scores of the sentences that can be scored; the others found by halving what fails."""
    try:
        return score_table(model, sentences, batch_rows=_BATCH_ROWS), []
    except Exception as error:
        parts, rejects = [score_table(model, sentences.iloc[:0])], list[Reject]()
        rest = [sentences]
        while rest:
            piece = rest.pop()
            try:
                parts.append(score_table(model, piece))
            except Exception as reason:  # noqa: BLE001 - as above
                if len(piece) > 1:
                    rest += [piece.iloc[len(piece) // 2 :], piece.iloc[: len(piece) // 2]]
                else:
                    rejects.append(_reject(piece, reason))
            if len(rejects) >= HOPELESS and sum(map(len, parts)) == 0:
                if isinstance(error, AnnotateError):
                    raise
                raise ModelError(f"{model.name}: fails on every sentence ({error}); train it again") from error
        return pd.concat(parts, ignore_index=True), rejects


def _reject(piece: pd.DataFrame, reason: Exception) -> Reject:
    row = piece.iloc[0]
    words = str(reason).split("\n")[0][:200] or type(reason).__name__
    return Reject(f"sentence {row.get('sentence_id')}", f"the model fails on it: {words}", str(row["text"])[:200])
