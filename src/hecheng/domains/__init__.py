"""What the platform knows, in layers: an upper domain may import a lower one, never the other way (see .importlinter)."""
