"""People, places and stages of the journey for tests, made through the actions as life would make them."""
