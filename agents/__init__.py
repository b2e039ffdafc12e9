"""The cells: their types, the mechanisms they share, the columns that hold their state."""
