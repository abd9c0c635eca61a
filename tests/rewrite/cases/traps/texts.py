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
# --- trap: an append over several lines
def pairs(limit):
    out = []
    for number in range(limit):
        out.append(
            # the pair
            (
                number,  # left
                "a # b",
            )
        )
    return out

def main():
    last = None
    for pair in pairs(
        3  # how many
    ):
        last = pair
    print(last)
# --- trap: a text over several lines
# last: texts(2)
def texts(limit):
    """First line.

      indented
    """
    out = []
    for number in range(limit):
        out.append(f"""line {number}
  second # no comment
""")
    return out
# --- trap: a conditional, a lambda and a starred list are put in
def things(limit):
    out = []
    for number in range(limit):
        out.append(number if number else None)
        out.append([*range(number)])
        out.append(lambda number=number: number)
    return out

def main():
    last = None
    for thing in things(3):
        last = thing
    print(last())
# --- trap: else on the loop
def numbers(limit):
    out = []
    for number in range(limit):
        out.append(number)
    else:
        out.append("end")
    return out

def main():
    last = None
    for number in numbers(2):
        last = number
    else:
        print("over")
    print(last)
# --- trap: nothing but the loop
# count: nothing(3) | nothing(1)
def nothing(limit):
    out = []
    return out
