"""What holds for every test."""

import signal

# A shell that starts the suite in the background has it ignore Ctrl-C, and every program that a test starts with it.
signal.signal(signal.SIGINT, signal.default_int_handler)
