"""Checking again at every save: events of files and keys, and the session that answers them."""
