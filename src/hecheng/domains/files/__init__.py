"""Files that people send: checked, re-encoded, stripped of what they did not mean to send, kept in private."""
