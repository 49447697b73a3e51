"""People from files: what a table or an address card says, line by line."""
