"""Articles in, sentences out: files and HTML, kinds of line, sentence boundaries, quotations and speakers, copies."""
