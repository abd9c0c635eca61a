# --- bad: in an attribute
class Job:
    def run(self):
        try:
            self.work()
        except Exception as error:
            self.error = error  # <-
# --- bad: in a list
def run(jobs):
    errors = []
    for job in jobs:
        try:
            job()
        except ValueError as error:
            errors.append(error)  # <-
    return errors
# --- bad: under a key
def run(jobs, results):
    for job in jobs:
        try:
            results[job] = job()
        except ValueError as error:
            results[job] = error  # <-
# --- bad: in a local for later
def retry(job):
    last = None
    for _ in range(3):
        try:
            return job()
        except OSError as error:
            last = error  # <-
    raise last
# --- bad: in a tuple
class Log:
    def run(self, job):
        try:
            job()
        except Exception as error:
            self.failures.append((job, error))  # <-
# --- bad: a global
LAST = None


def run(job):
    global LAST
    try:
        job()
    except Exception as error:
        LAST = error  # <-
# --- bad: a frame
import sys


class Tracer:
    def start(self):
        self.frame = sys._getframe()  # <-
# --- bad: exc_info
import sys


class Job:
    def run(self):
        try:
            self.work()
        except Exception:
            self.problem = sys.exc_info()  # <-
# --- bad: the stack
import inspect


class Tracer:
    def start(self):
        self.stack = inspect.stack()  # <-
# --- bad: in a dict inside a list
def run(jobs, failures):
    for job in jobs:
        try:
            job()
        except Exception as error:
            failures.append({"job": job, "error": error})  # <-
# --- bad: the current frame in a global
import inspect

FRAME = None


def mark():
    global FRAME
    FRAME = inspect.currentframe()  # <-
# --- good: its text
class Job:
    def run(self):
        try:
            self.work()
        except Exception as error:
            self.error = str(error)
# --- good: without its traceback
class Job:
    def run(self):
        try:
            self.work()
        except Exception as error:
            self.error = error.with_traceback(None)
# --- good: the traceback is taken off
class Job:
    def run(self):
        try:
            self.work()
        except Exception as error:
            error.__traceback__ = None
            self.error = error
# --- good: raised again
def run(job):
    try:
        job()
    except ValueError as error:
        raise RuntimeError("job") from error
# --- good: let go of at the end
def retry(job):
    last = None
    try:
        job()
    except OSError as error:
        last = error
    show(last)
    last = None
# --- good: deleted at the end
def retry(job):
    try:
        job()
    except OSError as error:
        last = error
    show(last)
    del last
# --- good: passed to a function
def run(job, log):
    try:
        job()
    except Exception as error:
        log.warning("failed: %s", error)
# --- good: given to a future
def run(job, future):
    try:
        future.set_result(job())
    except Exception as error:
        future.set_exception(error)
# --- good: a frame that is not kept
import sys


def caller():
    return sys._getframe(1).f_code.co_name
# --- good: a local frame that is deleted
import inspect


def caller():
    frame = inspect.currentframe()
    try:
        return frame.f_back.f_lineno
    finally:
        del frame
# --- good: the import that failed
try:
    import numpy
except ImportError as error:
    MISSING = error
# --- good: a name for the raise at the end of the handler
def parse(text):
    try:
        return int(text)
    except ValueError as error:
        problem = error
        show(text)
        raise problem
# --- good: taken out again
class Queue:
    def run(self, job):
        try:
            job()
        except Exception as error:
            self.events.append(error)

    def read(self):
        event = self.events.pop()
        if isinstance(event, Exception):
            raise event
        return event
# --- good: a module that is not there
try:
    import fast
except ModuleNotFoundError as error:
    FAST_ERROR = error
# --- bad: a frame of the caller, by a name
import inspect

slow = []


def note(sql):
    caller = inspect.currentframe().f_back.f_back
    slow.append((sql, caller))  # <-
# --- bad: what failed, by a name
import sys


class Board:
    def work(self, job, function):
        try:
            state = ("done", function())
        except Exception:
            state = ("failed", sys.exc_info())
        self.outcome[job] = state  # <-
# --- bad: the frame of a traceback
import sys


class Last:
    def remember(self):
        self.where = sys._getframe(1).f_back  # <-
# --- good: only the line of a frame
import inspect

slow = []


def note(sql):
    caller = inspect.currentframe().f_back
    slow.append((sql, caller.f_lineno))
# --- good: only a text of it
import sys


class Board:
    def work(self, job, function):
        try:
            state = ("done", function())
        except Exception:
            kind, error, _ = sys.exc_info()
            state = ("failed", str(error))
        self.outcome[job] = state
# --- good: a name that is used here alone
import inspect


def where():
    frame = inspect.currentframe().f_back
    return frame.f_code.co_name
# --- bad: a traceback by itself
import sys


class Crash:
    def note(self):
        self.where = sys.exc_info()[2]  # <-
# --- bad: the traceback of what is caught
class Crash:
    def run(self, function):
        try:
            function()
        except Exception as error:
            self.traces.append(error.__traceback__)  # <-
# --- good: the class of what was raised
import sys


class Crash:
    def note(self):
        self.kind = sys.exc_info()[0]
