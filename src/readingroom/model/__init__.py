"""What things are: plain types, standard library only. Never any input or output."""
