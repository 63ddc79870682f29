"""Settings, root URLs and the server entry: wires everything, decides nothing."""
