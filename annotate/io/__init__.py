"""Every way in and out: files and formats, encodings, tables in chunks, other tools' exports."""
