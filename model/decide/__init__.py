"""Analyses of an `Outcome`: plain functions, one module per question, frozen dataclasses as results."""
