"""What is to be run: its command line, interpreter and standard input."""
