"""A hostile worker against the trusted side's own reading code: frames by the thousand, and what they may not do."""
