"""Outside engines, one a file, each behind a small protocol. They know nothing of rooms."""
