"""What people see on a terminal. Builds text and tables; the commands print them."""
