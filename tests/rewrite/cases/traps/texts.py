# --- trap: nothing but the loop
# count: nothing(3) | nothing(1)
def nothing(limit):
    out = []
    return out
# --- trap: a text of which nothing is known shows an object
# shows: [len(asked) for _ in shown(json.loads('["<{}>", "[{}]"]'), Shown())]
import json
asked = []

class Shown:
    def __str__(self):
        asked.append(self)
        return ""

def shown(texts, element):
    return [text.format(element) for text in texts]
