"""Catalogue of what readers see in Dutch; `catalogue` extracts, updates and compiles it."""
