"""Machine learning: features, encoders, estimators, recipes, training, evaluation, and model folders."""
