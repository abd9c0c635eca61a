# --- trap: on one line
def numbers(limit): return [number for number in range(limit)]
def main():
    last = None
    for number in numbers(3): last = number
    print(last, numbers(2))
main()
# --- trap: nothing but the loop
# count: nothing(3) | nothing(1)
def nothing(limit):
    out = []
    return out
