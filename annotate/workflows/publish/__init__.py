"""What the verbs that publish do, beside shares: regression, the report, figures, replication."""
