"""A model-based test of the seed engine on real stores; see ../seeds."""
