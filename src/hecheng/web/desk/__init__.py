"""The desk: where staff and team leaders do what awaits them."""
