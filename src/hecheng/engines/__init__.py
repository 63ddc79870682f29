"""Pure engines: no Django, no database, no clock; time is passed in."""
