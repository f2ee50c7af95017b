"""Makes one aspect of the situation visible each: pure functions from situation and words to figures and panels."""
