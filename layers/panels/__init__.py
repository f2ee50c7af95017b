"""Panels of the duty desk and the parts that they share: components as plain dicts, without a callback."""
