"""The log for everybody: its newest checkpoint, its key, receipts, and bundles to check without us."""
