"""What people decided about pages: corrections and looks, as layers over what was read. Never changes what was read."""
