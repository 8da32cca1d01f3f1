"""What every verb does, without a command line."""
