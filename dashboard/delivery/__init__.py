"""Delivery: boards as bytes, events, health and statics, answered before any framework is asked."""
