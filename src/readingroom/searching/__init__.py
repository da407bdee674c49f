"""The query language, highlights and snippets."""
