"""Suites are pytest modules; this package gives them a submission to look at and turns what happens into marks."""
