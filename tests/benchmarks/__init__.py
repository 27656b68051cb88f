"""Measurements of speed and memory, as ratios within one run: `make bench`. Nothing here is asserted as a time."""
