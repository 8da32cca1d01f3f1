"""Files elsewhere, in the stores that fsspec knows by addresses such as ``s3://bucket/scores.parquet``; and hosts."""
