# --- trap: nothing but the loop
# count: nothing(3) | nothing(1)
def nothing(limit):
    out = []
    return out
