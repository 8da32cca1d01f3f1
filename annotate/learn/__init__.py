"""Features, recipes, training, evaluation, model folders and their cards."""
