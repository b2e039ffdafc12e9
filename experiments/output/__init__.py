"""What is kept of a run: tables, statistics over cells, the run folder, exports."""
