"""scikit-learn estimators of our own: voting, kernels, distillation, model selection."""
