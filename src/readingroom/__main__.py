"""`python -m readingroom`."""

from __future__ import annotations

from readingroom.cli.main import main

if __name__ == "__main__":
    main()
