# --- bad: id of self
import logging

class Session:
    def __init__(self, user):
        self.user = user
        self.log = logging.getLogger(f"session.{id(self)}")  # <-
# --- bad: uuid
import logging
import uuid

def handle(request):
    log = logging.getLogger("request." + str(uuid.uuid4()))  # <-
    log.info("begun")
    return request
# --- bad: uuid hex by a name
import logging
from uuid import uuid4

def run(job):
    key = uuid4().hex
    log = logging.getLogger(f"job-{key}")  # <-
    log.info("start %s", job)
# --- bad: getLogger imported by name
from logging import getLogger

class Connection:
    def __init__(self, peer):
        self.log = getLogger("%s.%x" % (__name__, id(self)))  # <-
        self.peer = peer
# --- bad: flask route with the id of the request
import logging
from flask import Flask, request
app = Flask(__name__)

@app.route("/pay")
def pay():
    log = logging.getLogger("pay." + request.headers["X-Request-Id"])  # <-
    log.info("paid")
    return "ok"
# --- bad: remote address in a handler
import logging
import socketserver

class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        log = logging.getLogger("echo.%s:%d" % self.client_address)  # <-
        log.info("hello")
# --- bad: fastapi path parameter
import logging
from fastapi import FastAPI
app = FastAPI()

@app.get("/orders/{order_id}")
async def order(order_id: int):
    logger = logging.getLogger(f"{__name__}.order.{order_id}")  # <-
    logger.debug("read")
    return {}
# --- bad: getChild
import logging
root = logging.getLogger(__name__)

class Task:
    def __init__(self):
        self.log = root.getChild(str(id(self)))  # <-
# --- bad: getChild with request id
import logging
log = logging.getLogger("api")

def do_work(request_id):
    mine = log.getChild(request_id)  # <-
    mine.info("work")
# --- bad: a counter
import itertools
import logging
numbers = itertools.count()

class Worker:
    def __init__(self):
        self.number = next(numbers)
        self.log = logging.getLogger(f"worker-{self.number}")  # <-
# --- bad: time
import logging
import time

def export(rows):
    log = logging.getLogger(f"export.{time.time()}")  # <-
    log.info("%d rows", len(rows))
# --- bad: datetime
import logging
from datetime import datetime

def run_import(path):
    log = logging.getLogger("import_" + datetime.now().isoformat())  # <-
    log.info(path)
# --- bad: format
import logging

class Ticket:
    def __init__(self, ticket_id):
        self.ticket_id = ticket_id
        self.logger = logging.getLogger("ticket.{}".format(self.ticket_id))  # <-
# --- bad: per url of a crawl
import logging

def fetch(url):
    log = logging.getLogger(f"crawler.{url}")  # <-
    log.info("fetched")

def crawl(urls):
    for url in urls:
        fetch(url)
# --- bad: property
import logging

class Order:
    def __init__(self, order_id):
        self.order_id = order_id

    @property
    def log(self):
        return logging.getLogger(f"orders.{self.order_id}")  # <-
# --- bad: dataclass post init
import logging
from dataclasses import dataclass

@dataclass
class Upload:
    upload_id: str

    def __post_init__(self):
        self.log = logging.getLogger("uploads." + self.upload_id)  # <-
# --- bad: random
import logging
import secrets

def begin():
    return logging.getLogger(secrets.token_hex(8))  # <-
# --- bad: message id in consumer loop
import logging
from kafka import KafkaConsumer

def consume():
    for message in KafkaConsumer("orders"):
        log = logging.getLogger(f"orders.{message.offset}")  # <-
        log.info("received")
# --- bad: aliased module
import logging as lg

class Visitor:
    def __init__(self, session_id):
        self._logger = lg.getLogger(".".join(["visitor", session_id]))  # <-
# --- bad: in a helper
import logging
import uuid

def make_logger(name):
    logger = logging.getLogger(name)  # <-
    logger.addHandler(logging.StreamHandler())
    return logger

def handle(event):
    log = make_logger(str(uuid.uuid4()))
    log.info(event)
# --- good: module
import logging
log = logging.getLogger(__name__)

def f():
    logging.getLogger(__name__).info("x")
# --- good: class name
import logging

class Base:
    def __init__(self):
        self.log = logging.getLogger(type(self).__name__)
# --- good: module and class
import logging

class Base:
    def __init__(self):
        self.log = logging.getLogger(f"{self.__module__}.{self.__class__.__qualname__}")
# --- good: adapter
import logging
base = logging.getLogger(__name__)

def handle(request_id):
    log = logging.LoggerAdapter(base, {"request": request_id})
    log.info("x")
# --- good: a plain helper by name
import logging

def get_logger(name):
    return logging.getLogger("shop." + name)
# --- good: plugin names
import logging

class Plugin:
    name = "plugin"

    def __init__(self):
        self.log = logging.getLogger(f"plugins.{self.name}")
# --- good: Logger without registration
import logging
import uuid

def handle(event):
    log = logging.Logger(str(uuid.uuid4()))
    log.info(event)
# --- good: process
import logging
import os

def worker():
    log = logging.getLogger(f"worker.{os.getpid()}")
    log.info("begun")
# --- good: levels from settings
import logging

def configure(levels):
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
# --- good: removed again
import logging
import uuid

def handle(event):
    name = str(uuid.uuid4())
    log = logging.getLogger(name)
    log.info(event)
    del logging.Logger.manager.loggerDict[name]
# --- good: once, by the main program
import logging
import uuid

def main():
    log = logging.getLogger(f"run.{uuid.uuid4()}")
    log.info("x")

if __name__ == "__main__":
    main()
