"""The pages of the desk, one module per thing that is done there."""
