"""The web reading room on the loopback address."""
