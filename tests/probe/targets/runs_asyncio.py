"""Runs tasks and a child process on an event loop, and leaves one loop open."""

import asyncio
import sys


async def main():
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "print('child')", stdout=-1)
    print(await asyncio.gather(asyncio.sleep(0.01, "slept"), child.stdout.read(), child.wait()))


asyncio.run(main())
loop = asyncio.new_event_loop()
print(loop.run_until_complete(asyncio.to_thread(sum, [1, 2])))
loop.close()
