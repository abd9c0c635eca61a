"""SM103: worker threads scale pictures in arenas of their own; one thumbnail in a hundred lies above the holes."""

import os
import threading

PICTURES = 3_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))
THUMBNAILS = []
TOGETHER = threading.Barrier(4)


def scale_pictures():
    scaled = []
    TOGETHER.wait()
    for number in range(PICTURES):
        scaled.append(bytearray(4000))
        if number % 100 == 99:
            THUMBNAILS.append(bytes(3000))
    TOGETHER.wait()
    scaled.clear()


workers = [threading.Thread(target=scale_pictures) for _ in range(4)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print(len(THUMBNAILS))
