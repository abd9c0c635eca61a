"""Looks for frames below its own, and for whatever an exit handler is called by."""

import atexit
import sys
import traceback

print(sys._getframe().f_back, sys._getframe().f_code.co_firstlineno)
atexit.register(lambda: print(traceback.format_stack()))
