"""What happens to human labels: sampling what to label, agreement, resolving to gold, auditing."""
