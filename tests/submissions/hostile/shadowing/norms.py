"""Right, among files that Python and pytest load by themselves where they find them."""
