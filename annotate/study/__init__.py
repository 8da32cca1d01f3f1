"""The record of a study: what each run read, used, left out and wrote."""
