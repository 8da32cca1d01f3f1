"""Documents with one article, or with a download of many: Word, rich text, PDF, e-mail."""
