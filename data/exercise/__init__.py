"""Exercise: plays the agencies over real HTTP and files, from a scenario, in its own time."""
