"""The live backend: a model that provides predictions to Label Studio."""
