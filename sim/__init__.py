"""The body around the cells."""
