"""The replication bundle: its documents, its script, its metadata."""
