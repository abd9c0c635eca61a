# --- bad: flask route
from flask import Flask, request
app = Flask(__name__)
SEEN = []

@app.route("/ping")
def ping():
    SEEN.append(request.remote_addr)  # <-
    return "ok"
# --- bad: fastapi post
from fastapi import FastAPI
app = FastAPI()
orders = []

@app.post("/orders")
async def create(order: dict):
    orders.append(order)  # <-
    return {"stored": True}
# --- bad: http.server handler
from http.server import BaseHTTPRequestHandler, HTTPServer
log = []

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        log.append((self.client_address, self.path))  # <-
        self.send_response(200)
        self.end_headers()

HTTPServer(("", 8000), Handler).serve_forever()
# --- bad: mqtt callback
import paho.mqtt.client as mqtt
readings = []

def on_message(client, userdata, message):
    readings.append(message.payload)  # <-

client = mqtt.Client()
client.on_message = on_message
client.connect("broker")
client.loop_forever()
# --- bad: signal connect
from blinker import signal
events = list()

def remember(sender, **extra):
    events.append((sender, extra))  # <-

signal("order-paid").connect(remember)
# --- bad: middleware
_durations = []

class Timing:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        import time
        begun = time.monotonic()
        response = self.get_response(request)
        _durations.append(time.monotonic() - begun)  # <-
        return response
# --- bad: after_request hook
from flask import Flask
app = Flask(__name__)
statuses = []

@app.after_request
def note_status(response):
    statuses.append(response.status_code)  # <-
    return response
# --- bad: socketserver, extend
import socketserver
LINES = []

class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        LINES.extend(self.rfile)  # <-
        self.wfile.write(b"done")

with socketserver.TCPServer(("", 9999), Echo) as server:
    server.serve_forever()
# --- bad: aiohttp handler added by add_get
from aiohttp import web
visits = []

async def hello(request):
    visits.append(request.path)  # <-
    return web.Response(text="hello")

app = web.Application()
app.router.add_get("/", hello)
web.run_app(app)
# --- bad: celery task
from celery import Celery
app = Celery("shop")
results = []

@app.task
def total(numbers):
    answer = sum(numbers)
    results.append(answer)  # <-
    return answer
# --- bad: +=
from flask import Flask, request
app = Flask(__name__)
history = []

@app.route("/search")
def search():
    global history
    history += [request.args["q"]]  # <-
    return "ok"
# --- bad: insert at 0
import discord
client = discord.Client()
messages = []

@client.event
async def on_message(message):
    messages.insert(0, message)  # <-
# --- bad: endless loop of a worker
import redis
queue = redis.Redis()
handled = []

def work():
    while True:
        _, job = queue.blpop("jobs")
        handled.append(job)  # <-
        print(len(job))

work()
# --- bad: through a helper
from flask import Flask, request
app = Flask(__name__)
_audit = []

def audit(text):
    _audit.append(text)  # <-

@app.route("/login", methods=["POST"])
def login():
    audit(request.form["user"])
    return "welcome"
# --- bad: class attribute
from http.server import BaseHTTPRequestHandler

class Collector(BaseHTTPRequestHandler):
    bodies = []

    def do_POST(self):
        size = int(self.headers["Content-Length"])
        self.bodies.append(self.rfile.read(size))  # <-
        self.send_response(204)
        self.end_headers()
# --- bad: kafka consumer loop at module level, list in function of module
from kafka import KafkaConsumer
seen_keys = []

def main():
    for record in KafkaConsumer("clicks"):
        seen_keys.append(record.key)  # <-
        print(record.value)

main()
# --- bad: signal django receiver
from django.db.models.signals import post_save
from django.dispatch import receiver
saved = []

@receiver(post_save)
def after_save(sender, instance, **kwargs):
    saved.append(instance)  # <-
# --- bad: asyncio protocol
import asyncio
packets = []

class Listener(asyncio.DatagramProtocol):
    def datagram_received(self, data, addr):
        packets.append((addr, data))  # <-
# --- bad: watchdog handler
from watchdog.events import FileSystemEventHandler
changed = []

class OnChange(FileSystemEventHandler):
    def on_modified(self, event):
        changed.append(event.src_path)  # <-
# --- bad: bottle with a read of the last only
from bottle import get, request, run
temperatures = []

@get("/put/<value:float>")
def put(value):
    temperatures.append(value)  # <-
    return {"last": temperatures[-1], "mean": sum(temperatures) / len(temperatures)}

run()
# --- good: registry by decorator
ROUTES = []

def route(path):
    def register(function):
        ROUTES.append((path, function))
        return function
    return register

@route("/")
def index(request):
    return "ok"
# --- good: emptied by a flush
from flask import Flask, request
app = Flask(__name__)
batch = []

def write(rows):
    print(len(rows))

@app.post("/row")
def row():
    batch.append(request.json)
    if len(batch) >= 500:
        write(batch)
        batch.clear()
    return "ok"
# --- good: deque with a bound
from collections import deque
from flask import Flask, request
app = Flask(__name__)
recent = deque(maxlen=100)

@app.route("/ping")
def ping():
    recent.append(request.remote_addr)
    return "ok"
# --- good: trimmed by del
from flask import Flask, request
app = Flask(__name__)
recent = []

@app.route("/ping")
def ping():
    recent.append(request.remote_addr)
    del recent[:-100]
    return "ok"
# --- good: swapped
import asyncio
pending = []

async def on_message(message):
    pending.append(message)

async def drain():
    global pending
    while True:
        await asyncio.sleep(1)
        taken, pending = pending, []
        print(len(taken))
# --- good: taken out by another function
from fastapi import FastAPI
app = FastAPI()
jobs = []

@app.post("/jobs")
def add(job: dict):
    jobs.append(job)

@app.get("/next")
def take():
    return jobs.pop(0)
# --- good: script that collects and prints
import sys
lines = []

def collect(path):
    with open(path) as source:
        for line in source:
            lines.append(line.rstrip())

for path in sys.argv[1:]:
    collect(path)
print(sorted(lines))
# --- good: local of the handler
from flask import Flask, request
app = Flask(__name__)

@app.route("/words")
def words():
    found = []
    for word in request.args["q"].split():
        found.append(word.title())
    return " ".join(found)
# --- good: startup hook only
from fastapi import FastAPI
app = FastAPI()
models = []

@app.on_event("startup")
def load():
    models.append(object())

@app.get("/n")
def number():
    return len(models)
# --- good: listeners with removal
from flask import Flask
app = Flask(__name__)
sockets = []

@app.route("/listen")
def listen(ws):
    sockets.append(ws)
    try:
        while True:
            ws.receive()
    finally:
        sockets.remove(ws)
# --- good: only where not yet in it, of few
from flask import Flask
app = Flask(__name__)
warned = []

@app.route("/old")
def old():
    if not warned:
        warned.append(True)
        print("old address")
    return "ok"
# --- good: made anew in each round, and filled in a loop of that
def watch(workers):
    while True:
        gone = []
        for worker in workers.wait():
            gone.append(worker)
        report(gone)
