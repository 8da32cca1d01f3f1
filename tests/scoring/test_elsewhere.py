"""`score_table` in other engines' hands, as docs/how-to/large-corpora.md shows it."""

import os
import shutil
import sys

import pandas as pd
import pytest
from small_model import LABELS, SmallModel, sentences

from annotate.scoring.score_tables import score_table


def test_spark_users_can_map_it_over_partitions(tmp_path, monkeypatch):
    if shutil.which("java") is None:
        pytest.skip("there is no Java here, which Spark needs")
    pyspark = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    given = sentences(400)[["sentence_id", "article_id", "text"]]
    given.to_parquet(tmp_path / "sentences.parquet")
    spark = (
        pyspark.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    try:
        broadcast = spark.sparkContext.broadcast(SmallModel())

        def score(frames):
            for frame in frames:
                yield score_table(broadcast.value, frame)[columns]

        columns = ["sentence_id", "label", *(f"p_{label}" for label in LABELS)]
        kinds = ["string", "string", "double", "double", "double"]
        schema = ", ".join(f"`{name}` {kind}" for name, kind in zip(columns, kinds, strict=True))
        rows = spark.read.parquet(str(tmp_path / "sentences.parquet")).repartition(4)
        rows.mapInPandas(score, schema).write.parquet(str(tmp_path / "scores"))  # by the workers, a file each
    finally:
        spark.stop()
    assert len(list((tmp_path / "scores").glob("part-*.parquet"))) > 1
    found = pd.read_parquet(tmp_path / "scores").set_index("sentence_id").sort_index()
    expected = score_table(SmallModel(), given)[columns].set_index("sentence_id").sort_index()
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_index_type=False)
