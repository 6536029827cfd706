"""Batches: many memos and results from one file, on one machine or many; each piece once, and nothing done is lost."""
