"""The log that keeps us honest: consequential facts become leaves of a tree that outsiders can check (RFC 6962)."""
