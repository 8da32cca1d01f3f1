"""Documents that hold one article, or a download of many: Word, rich text, PDF, e-mail."""
