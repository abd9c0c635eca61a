"""What runs inside the measured process: before its first line, and after its last.

Nothing here runs in between, keeps a descriptor open or starts a thread. The modules import a handful of C modules
of the standard library only and never sparsemem: they are loaded by path into an interpreter that may not have it,
under a private name that is gone from `sys.modules` before the first line. Sparsemem itself imports their tables.
"""
