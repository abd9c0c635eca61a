"""A process that has sparsemem loaded, and forks itself for each command line that it reads on standard input.

Each line is JSON: the arguments, the folder, the environment, and the files for both outputs. The answer is a line
with the exit status, negative for a signal. The start is most of what a short command takes.
"""

import json
import os
import sys
from importlib import import_module
from typing import Any

from sparsemem.cli.main import COMMANDS, main
from sparsemem.measure.moments.memory_readers import load_readers


def become(request: dict[str, Any]) -> list[str]:
    """Be a process that was started for a command; its arguments."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.path[0] = request["folder"]
    for number, path in enumerate((os.devnull, request["out"], request["error"])):
        descriptor = os.open(path, os.O_WRONLY if number else os.O_RDONLY)
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.argv = ["sparsemem", *request["arguments"]]
    return sys.argv[1:]


def serve() -> list[str]:
    """Fork for each line, until there is none; returns in the forked processes only."""
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if not child:
            return become(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    os._exit(0)


if __name__ == "__main__":
    for name in COMMANDS:
        import_module(f"sparsemem.cli.commands.{name}")
    load_readers()
    sys.exit(main(serve()))
