"""The sampling design: which labels were drawn how, from which sentences, and what they stand for."""
