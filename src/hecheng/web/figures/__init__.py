"""Pages of figures: every number here opens to its records."""
