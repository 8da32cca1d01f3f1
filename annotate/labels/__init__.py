"""What happens to human labels: drawing what to label, agreement, resolving to gold, auditing, moving in and out."""
