"""Forms of the desk: filters whose state is the address, and what is typed for the actions."""
