"""Settings, root urls, processes and the command line; imports all rooms, imported by none."""
