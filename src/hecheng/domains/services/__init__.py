"""Menu, needs, dispatches, activities, sessions, presence, hours and feedback: the journey the platform exists for."""
