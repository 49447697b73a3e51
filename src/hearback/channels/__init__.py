"""WHERE people talk: one folder is one channel; plain Python, no Django, no database."""
