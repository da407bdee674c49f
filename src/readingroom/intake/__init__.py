"""The dock: tells what a file is, opens containers, refuses bombs, pages what has no pages. Never reads a page."""
