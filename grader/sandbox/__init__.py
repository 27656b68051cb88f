"""The trusted side of the boundary: starts workers, sends them calls, and believes nothing that comes back."""
