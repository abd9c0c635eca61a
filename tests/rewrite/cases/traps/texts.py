# --- trap: on one line
def numbers(limit): return [number for number in range(limit)]
def main():
    last = None
    for number in numbers(3): last = number
    print(last, numbers(2))
main()
# --- trap: statements with semicolons
def numbers(limit):
    out = []; number = 0
    while number < limit: out.append(number); number += 1
    return out

def main():
    count = 0; last = None
    for number in numbers(3): count += 1; last = number
    print(count, last)
# --- trap: nothing but the loop
# count: nothing(3) | nothing(1)
def nothing(limit):
    out = []
    return out
