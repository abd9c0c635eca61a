"""Waits until its last thread is done, which never comes true beside a thread of ours."""

import threading
import time

threading.Thread(target=time.sleep, args=(0.01,)).start()
while threading.active_count() != 1:
    time.sleep(0.001)
print(threading.enumerate() == [threading.main_thread()])
