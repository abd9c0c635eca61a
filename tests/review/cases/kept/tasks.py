# --- bad: global set
import asyncio
background = set()

def fire(coroutine):
    task = asyncio.create_task(coroutine)
    background.add(task)  # <-
    return task
# --- bad: self set
import asyncio

class Service:
    def __init__(self):
        self._tasks = set()

    def spawn(self, coroutine):
        self._tasks.add(asyncio.create_task(coroutine))  # <-
# --- bad: annotated
import asyncio

class Hub:
    def __init__(self) -> None:
        self.tasks: set[asyncio.Task] = set()

    async def on_event(self, event) -> None:
        task = asyncio.create_task(self.work(event))
        self.tasks.add(task)  # <-

    async def work(self, event) -> None:
        await asyncio.sleep(0)
# --- bad: callback, but only for the log
import asyncio
running = set()

def report(task):
    print(task.exception())

def spawn(coroutine):
    task = asyncio.create_task(coroutine)
    running.add(task)  # <-
    task.add_done_callback(report)
# --- bad: named after the fact by loop
import asyncio

class Router:
    def __init__(self, loop=None):
        self.loop = loop or asyncio.get_event_loop()
        self.jobs = set()

    def dispatch(self, update):
        job = self.loop.create_task(self.handle(update))
        self.jobs.add(job)  # <-

    async def handle(self, update):
        return update
# --- bad: fastapi route
import asyncio
from fastapi import FastAPI
app = FastAPI()
tasks = set()

@app.post("/reports")
async def reports(body: dict):
    tasks.add(asyncio.create_task(asyncio.sleep(10)))  # <-
    return {"status": "accepted"}
# --- bad: ensure_future
from asyncio import ensure_future
TASKS = set()

def soon(coroutine):
    TASKS.add(ensure_future(coroutine))  # <-
# --- bad: cancelled at close only
import asyncio

class Client:
    def __init__(self):
        self._background = set()

    def notify(self, text):
        task = asyncio.create_task(self._send(text))
        self._background.add(task)  # <-

    async def _send(self, text):
        await asyncio.sleep(0)

    async def close(self):
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
# --- bad: dict as a set
import asyncio

class Client:
    def __init__(self):
        self._background = {}

    def notify(self, text):
        task = asyncio.create_task(asyncio.sleep(len(text)))
        self._background[id(task)] = task  # <-
# --- bad: class attribute
import asyncio

class Plugin:
    _alive = set()

    @classmethod
    def launch(cls, coroutine):
        cls._alive.add(asyncio.create_task(coroutine))  # <-
# --- bad: update
import asyncio

class Fan:
    def __init__(self):
        self.tasks = set()

    def spread(self, coroutines):
        self.tasks.update(asyncio.create_task(one) for one in coroutines)  # <-
# --- bad: |=
import asyncio
tasks = set()

def spread(coroutine):
    global tasks
    tasks |= {asyncio.create_task(coroutine)}  # <-
# --- bad: endless loop, local set
import asyncio

async def serve(queue):
    tasks = set()
    while True:
        item = await queue.get()
        tasks.add(asyncio.create_task(asyncio.sleep(item)))  # <-
# --- bad: streams server
import asyncio

class Server:
    def __init__(self):
        self.clients = set()

    def connected(self, reader, writer):
        self.clients.add(asyncio.ensure_future(self.talk(reader, writer)))  # <-

    async def talk(self, reader, writer):
        writer.close()

    async def run(self):
        server = await asyncio.start_server(self.connected, "", 9000)
        await server.serve_forever()
# --- bad: dataclass field
import asyncio
from dataclasses import dataclass, field

@dataclass
class Runner:
    tasks: set = field(default_factory=set)

    def run(self, coroutine):
        task = asyncio.create_task(coroutine)
        self.tasks.add(task)  # <-
        return task
# --- bad: walrus
import asyncio
kept = set()

def go(coroutine):
    kept.add(task := asyncio.create_task(coroutine))  # <-
    return task
# --- bad: other set discards
import asyncio

class Two:
    def __init__(self):
        self.running = set()
        self.every = set()

    def go(self, coroutine):
        task = asyncio.create_task(coroutine)
        self.running.add(task)
        self.every.add(task)  # <-
        task.add_done_callback(self.running.discard)
# --- bad: async for
import asyncio
import websockets
talks = set()

async def handler(websocket):
    async for message in websocket:
        talks.add(asyncio.create_task(websocket.send(message)))  # <-
# --- bad: counted only
import asyncio

class Gauge:
    def __init__(self):
        self.tasks = set()

    def go(self, coroutine):
        self.tasks.add(asyncio.create_task(coroutine))  # <-

    @property
    def busy(self):
        return sum(not task.done() for task in self.tasks)
# --- bad: trio/anyio-like scheduler: executor futures in a set
from concurrent.futures import ThreadPoolExecutor

class Scheduler:
    def __init__(self):
        self.pool = ThreadPoolExecutor()
        self.futures = set()

    def submit(self, function):
        future = self.pool.submit(function)
        self.futures.add(future)  # <-
        return future
# --- good: the idiom
import asyncio
background = set()

def fire(coroutine):
    task = asyncio.create_task(coroutine)
    background.add(task)
    task.add_done_callback(background.discard)
# --- good: idiom on self
import asyncio

class Service:
    def __init__(self):
        self._tasks = set()

    def spawn(self, coroutine):
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
# --- good: remove
import asyncio
tasks = set()

def fire(coroutine):
    task = asyncio.create_task(coroutine)
    tasks.add(task)
    task.add_done_callback(tasks.remove)
# --- good: lambda
import asyncio
tasks = set()

def fire(coroutine):
    task = asyncio.create_task(coroutine)
    tasks.add(task)
    task.add_done_callback(lambda done: tasks.discard(done))
# --- good: method as the callback
import asyncio

class Service:
    def __init__(self):
        self.tasks = set()

    def spawn(self, coroutine):
        task = asyncio.create_task(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.finished)

    def finished(self, task):
        self.tasks.discard(task)
# --- good: the coroutine itself discards
import asyncio
tasks = set()

async def run(coroutine):
    try:
        await coroutine
    finally:
        tasks.discard(asyncio.current_task())

def spawn(coroutine):
    tasks.add(asyncio.create_task(run(coroutine)))
# --- good: wait gives what is pending
import asyncio

async def serve(queue):
    pending = set()
    while True:
        pending.add(asyncio.create_task(queue.get()))
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        print(len(done))
# --- good: pruned
import asyncio

class Service:
    def __init__(self):
        self.tasks = set()

    def spawn(self, coroutine):
        self.tasks = {task for task in self.tasks if not task.done()}
        self.tasks.add(asyncio.create_task(coroutine))
# --- good: weak
import asyncio
import weakref
tasks = weakref.WeakSet()

def spawn(coroutine):
    tasks.add(asyncio.create_task(coroutine))
# --- good: partial callback
import asyncio
import functools
tasks = set()

def _done(kept, task):
    kept.discard(task)

def spawn(coroutine):
    task = asyncio.create_task(coroutine)
    tasks.add(task)
    task.add_done_callback(functools.partial(_done, tasks))
# --- good: difference_update
import asyncio

class Service:
    def __init__(self):
        self.tasks = set()

    def spawn(self, coroutine):
        self.tasks.add(asyncio.create_task(coroutine))

    async def tidy(self):
        done, _ = await asyncio.wait(self.tasks)
        self.tasks -= done
# --- good: local and gathered
import asyncio

async def main(urls):
    tasks = set()
    for url in urls:
        tasks.add(asyncio.create_task(asyncio.sleep(len(url))))
    await asyncio.gather(*tasks)
# --- good: handed on: another may take them out
import asyncio

class Owner:
    def __init__(self, tidy):
        self.tasks = set()
        tidy(self.tasks)

    def spawn(self, coroutine):
        self.tasks.add(asyncio.create_task(coroutine))
