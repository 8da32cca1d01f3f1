"""What the verbs that publish do, beside shares and the report."""
