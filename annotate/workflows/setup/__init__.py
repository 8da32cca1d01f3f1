"""Setting up: the settings of a study, the shipped coverage, the demonstration."""
