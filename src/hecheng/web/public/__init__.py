"""What everybody sees, on a phone first: asking for help, giving it, and what becomes of both."""
