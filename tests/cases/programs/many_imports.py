"""Innocent: most of the standard library is imported; what its import leaves behind is the same at every scale."""

import argparse
import importlib

MODULES = (
    "asyncio concurrent.futures csv ctypes dataclasses decimal difflib doctest email.mime.multipart html.parser "
    "http.client http.server imaplib inspect json logging.config mailbox multiprocessing.pool pdb plistlib "
    "pydoc smtplib sqlite3 ssl statistics tarfile tempfile textwrap tomllib typing unittest.mock urllib.request uuid "
    "wsgiref.simple_server xml.dom.minidom xml.etree.ElementTree xml.sax xmlrpc.client zipfile"
)

loaded = [importlib.import_module(name) for name in MODULES.split()]

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=100_000)
print(len(loaded), sum(number % 7 for number in range(parser.parse_args().n)))
