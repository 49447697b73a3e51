"""What Hearback's speed is, measured the way it is used, beside peers where they are installed."""
