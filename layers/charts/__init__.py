"""Charts: figures in plotly's schema as plain dicts, and small ones as SVG images."""
