"""Pages, shell, server and command line."""
