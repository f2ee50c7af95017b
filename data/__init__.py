"""From agency feed to situation; knows no screen."""
