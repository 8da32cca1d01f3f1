"""Sentence encoders: weights, the ONNX runtime, and a store of sentence vectors."""
