"""Subjects: people written in text files, their diets and habits, and the lives they have lived."""
