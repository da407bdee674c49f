"""How others write things: one standard a file, bytes to model and back. Never network or database."""
