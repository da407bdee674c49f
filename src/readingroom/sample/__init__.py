"""The fictional production: demo, test data and synthetic benchmark, with its ground truth."""
