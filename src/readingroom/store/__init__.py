"""Where things are kept: vault, catalogue, readings, queue, trail. Decides nothing."""
