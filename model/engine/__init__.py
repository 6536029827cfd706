"""The simulation: pure scalar equations, compiled, run over blocks of draws; no files, no clock, no global state."""
