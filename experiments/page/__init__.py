"""The browser page: living bodies to watch, to act on and to understand."""
