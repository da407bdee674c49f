"""One file a page of the reading room: asks the desk, hands plain values to a template."""
