"""What one does to a body and how one looks at it."""
