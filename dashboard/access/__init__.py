"""Who acts: exercise roles today, accounts later; code asks for one `Actor`, never for a page."""
