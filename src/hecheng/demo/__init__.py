"""Plays cities through the actions, at the moments when people would have acted; nothing here writes a row itself."""
