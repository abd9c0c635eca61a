"""Lists the modules that are there before it imports any; only `threading` is not as it is in plain Python."""

modules = __import__("sys").modules
print(*sorted(name for name in modules if name != "threading"), sep="\n")
threading = __import__("threading")
print(threading is modules["threading"], type(threading), sorted(vars(threading)), threading)
print(*sorted(modules), sep="\n")
