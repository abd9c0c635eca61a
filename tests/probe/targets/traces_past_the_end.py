"""Its trace and profile functions stay on through its last exit handler and write by themselves."""

import os
import sys


def tell(frame, event, argument, write=os.write):
    write(1, f"{event} {frame.f_code.co_name}\n".encode())


sys.settrace(tell)
sys.setprofile(tell)
