"""One file a verb: opens the room, wires stages to stores."""
