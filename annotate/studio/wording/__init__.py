"""What annotators read on labelling pages and coding sheets, a file for each language: ``CODE.toml``."""
