# --- bad: submit to a list of self
from concurrent.futures import ThreadPoolExecutor

class Mailer:
    def __init__(self):
        self.pool = ThreadPoolExecutor(4)
        self.futures = []

    def send(self, letter):
        self.futures.append(self.pool.submit(print, letter))  # <-
# --- bad: global list
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor()
pending = []

def later(function, *arguments):
    future = pool.submit(function, *arguments)
    pending.append(future)  # <-
    return future
# --- bad: waited for at close, but never taken out
from concurrent.futures import ProcessPoolExecutor, wait

class Encoder:
    def __init__(self):
        self._pool = ProcessPoolExecutor()
        self._jobs = []

    def encode(self, path):
        job = self._pool.submit(open, path)
        self._jobs.append(job)  # <-

    def close(self):
        wait(self._jobs)
        self._pool.shutdown()
# --- bad: threads of a server
import socket
import threading

class Server:
    def __init__(self):
        self.threads = []

    def serve(self):
        with socket.create_server(("", 7000)) as listener:
            while True:
                client, _ = listener.accept()
                thread = threading.Thread(target=client.close)
                thread.start()
                self.threads.append(thread)  # <-
# --- bad: local list in an endless loop
import socket
import threading

def serve():
    threads = []
    listener = socket.create_server(("", 7000))
    while True:
        client, _ = listener.accept()
        thread = threading.Thread(target=client.close)
        thread.start()
        threads.append(thread)  # <-
# --- bad: apply_async
from multiprocessing import Pool

class Renderer:
    def __init__(self):
        self.pool = Pool()
        self.results = []

    def render(self, page):
        self.results.append(self.pool.apply_async(len, (page,)))  # <-
# --- bad: asyncio tasks in a list of self
import asyncio

class Bot:
    def __init__(self):
        self.tasks = []

    async def on_message(self, message):
        self.tasks.append(asyncio.create_task(self.answer(message)))  # <-

    async def answer(self, message):
        await asyncio.sleep(1)
# --- bad: ensure_future
import asyncio
tasks = []

def fire(coroutine):
    tasks.append(asyncio.ensure_future(coroutine))  # <-
# --- bad: loop.create_task
import asyncio

class Feed:
    def __init__(self, loop):
        self.loop = loop
        self._tasks = []

    def publish(self, item):
        task = self.loop.create_task(self.push(item))
        self._tasks.append(task)  # <-

    async def push(self, item):
        print(item)
# --- bad: run_coroutine_threadsafe
import asyncio

class Bridge:
    def __init__(self, loop):
        self.loop = loop
        self.calls = []

    def call(self, coroutine):
        self.calls += [asyncio.run_coroutine_threadsafe(coroutine, self.loop)]  # <-
# --- bad: run_in_executor
import asyncio

class Disk:
    waiting = []

    async def save(self, data):
        loop = asyncio.get_running_loop()
        self.waiting.append(loop.run_in_executor(None, print, data))  # <-
# --- bad: subprocesses
import subprocess

class Launcher:
    def __init__(self):
        self.children = []

    def launch(self, command):
        self.children.append(subprocess.Popen(command))  # <-
# --- bad: timers
import threading

class Reminder:
    def __init__(self):
        self.timers = []

    def remind(self, seconds, text):
        timer = threading.Timer(seconds, print, [text])
        timer.start()
        self.timers.append(timer)  # <-
# --- bad: dict by id
from concurrent.futures import ThreadPoolExecutor
import uuid

class Jobs:
    def __init__(self):
        self.pool = ThreadPoolExecutor()
        self.jobs = {}

    def start(self, work):
        key = uuid.uuid4().hex
        self.jobs[key] = self.pool.submit(work)  # <-
        return key

    def result(self, key):
        return self.jobs[key].result()
# --- bad: flask route
from concurrent.futures import ThreadPoolExecutor
from flask import Flask, request
app = Flask(__name__)
executor = ThreadPoolExecutor(2)
futures = []

@app.post("/thumbnails")
def thumbnails():
    futures.append(executor.submit(bytes, request.data))  # <-
    return "", 202
# --- bad: extend
from concurrent.futures import ThreadPoolExecutor

class Fan:
    def __init__(self):
        self.pool = ThreadPoolExecutor()
        self.all = []

    def spread(self, items):
        self.all.extend(self.pool.submit(print, item) for item in items)  # <-
# --- good: a batch: its results are asked for
from concurrent.futures import ThreadPoolExecutor

class Totals:
    def __init__(self):
        self.pool = ThreadPoolExecutor()
        self.futures = []

    def add(self, numbers):
        self.futures.append(self.pool.submit(sum, numbers))

    def total(self):
        return sum(future.result() for future in self.futures)
# --- bad: dask client
from dask.distributed import Client

class Pipeline:
    def __init__(self):
        self.client = Client()
        self.submitted = []

    def push(self, block):
        self.submitted.append(self.client.submit(len, block))  # <-
# --- bad: tornado/gevent spawn
import gevent

class Chat:
    def __init__(self):
        self.greenlets = []

    def accepted(self, sock):
        self.greenlets.append(gevent.spawn(sock.recv, 100))  # <-
# --- bad: kept in while loop polled from a queue
from concurrent.futures import ThreadPoolExecutor
import queue
inbox = queue.Queue()

def run():
    waiting = []
    with ThreadPoolExecutor() as pool:
        while True:
            item = inbox.get()
            waiting.append(pool.submit(print, item))  # <-
# --- good: local, awaited
from concurrent.futures import ThreadPoolExecutor

def every(items):
    futures = []
    with ThreadPoolExecutor() as pool:
        for item in items:
            futures.append(pool.submit(print, item))
    return [future.result() for future in futures]
# --- good: done ones go
from concurrent.futures import ThreadPoolExecutor

class Mailer:
    def __init__(self):
        self.pool = ThreadPoolExecutor(4)
        self.futures = []

    def send(self, letter):
        self.futures = [future for future in self.futures if not future.done()]
        self.futures.append(self.pool.submit(print, letter))
# --- good: callback removes
from concurrent.futures import ThreadPoolExecutor

class Mailer:
    def __init__(self):
        self.pool = ThreadPoolExecutor(4)
        self.futures = []

    def send(self, letter):
        future = self.pool.submit(print, letter)
        self.futures.append(future)
        future.add_done_callback(self.futures.remove)
# --- good: flush
from concurrent.futures import ThreadPoolExecutor, wait

class Writer:
    def __init__(self):
        self.pool = ThreadPoolExecutor(4)
        self.futures = []

    def write(self, block):
        self.futures.append(self.pool.submit(print, block))

    def flush(self):
        wait(self.futures)
        self.futures.clear()
# --- good: popped
import threading

class Threads:
    def __init__(self):
        self.threads = []

    def start(self, target):
        thread = threading.Thread(target=target)
        thread.start()
        self.threads.append(thread)

    def join(self):
        while self.threads:
            self.threads.pop().join()
# --- good: workers of a pool
import threading

class Pool:
    def __init__(self, size):
        self.threads = []
        for _ in range(size):
            thread = threading.Thread(target=self.run)
            thread.start()
            self.threads.append(thread)

    def run(self):
        pass
# --- good: start makes a few
import asyncio

class Service:
    def __init__(self):
        self.tasks = []

    async def start(self):
        self.tasks.append(asyncio.create_task(self.heartbeat()))
        self.tasks.append(asyncio.create_task(self.listen()))

    async def stop(self):
        for task in self.tasks:
            task.cancel()

    async def heartbeat(self):
        pass

    async def listen(self):
        pass
# --- good: bounded
from collections import deque
from concurrent.futures import ThreadPoolExecutor

class Mailer:
    def __init__(self):
        self.pool = ThreadPoolExecutor(4)
        self.last = deque(maxlen=10)

    def send(self, letter):
        self.last.append(self.pool.submit(print, letter))
# --- good: gather and renew
import asyncio

class Batch:
    def __init__(self):
        self.tasks = []

    def add(self, coroutine):
        self.tasks.append(asyncio.create_task(coroutine))

    async def finish(self):
        tasks, self.tasks = self.tasks, []
        return await asyncio.gather(*tasks)
# --- good: weak
import threading
import weakref
threads = weakref.WeakSet()

def start(target):
    thread = threading.Thread(target=target)
    threads.add(thread)
    thread.start()
# --- good: loop with bound
import asyncio

async def main(urls):
    tasks = []
    for url in urls:
        tasks.append(asyncio.create_task(asyncio.sleep(len(url))))
    await asyncio.gather(*tasks)
# --- good: slice kept
from concurrent.futures import ThreadPoolExecutor

class Mailer:
    def __init__(self):
        self.pool = ThreadPoolExecutor(4)
        self.futures = []

    def send(self, letter):
        self.futures.append(self.pool.submit(print, letter))
        if len(self.futures) > 100:
            self.futures[:] = [one for one in self.futures if one.running()]
