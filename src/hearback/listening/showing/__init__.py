"""What the room's pages show, as plain values."""
