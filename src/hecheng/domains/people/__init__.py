"""People: who they are, what they may, what they agreed to, who looked at them, and what they are told."""
