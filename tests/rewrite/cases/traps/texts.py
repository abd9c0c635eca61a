# --- trap: nothing but the loop
# count: nothing(3) | nothing(1)
def nothing(limit):
    out = []
    return out
# --- trap: a text of which nothing is known shows an object
# begins: Loud
# shows: [len(SEEN) for _ in shown(json.loads('["<{}>", "[{}]"]'), Loud())]
import json

def shown(texts, element):
    return [text.format(element) for text in texts]
