"""Has modules beside it with the names of standard ones."""

import ctypes
import json
import keyword
import operator
import os
import random

for module in (ctypes, json, keyword, operator, random, os):
    print(module.__name__, getattr(module, "MINE", False))
