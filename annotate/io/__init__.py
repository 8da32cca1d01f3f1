"""Input and output: files and formats, encodings, tables in chunks, other tools' exports."""
