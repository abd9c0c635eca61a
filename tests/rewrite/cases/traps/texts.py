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
# --- trap: a line that goes on
def numbers(limit):
    out = []
    for number in \
            range(limit):
        out \
            .append(number)
    return out

def main():
    last = None
    for number in \
            numbers(3):
        last = number
    print(last)
# --- trap: a tuple is put in
# last: pairs(3)
def pairs(limit):
    out = []
    for number in range(limit):
        out.append((number, number + 1))
        out.append((yielded := number) if number else None)
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
# --- trap: a decorator and a comment in front
def same(function):
    return function

# What comes first.
@same  # a decorator
# in between
def numbers(limit):
    # begin
    out = []  # empty
    for number in range(limit):  # all
        out.append(number)  # put in
    # done
    return out  # given

# What comes next.
def main():
    count = 0
    for _ in numbers(3):  # gone through
        count += 1
    print(count)
# --- trap: comments everywhere
# What comes first.
def numbers(limit):  # head
    # begin
    out = []  # empty
    # before
    for number in range(limit):  # all
        # inside
        out.append(number)  # put in
        # after
    # done
    return out  # given
    # end

# What comes next.
def main():
    count = 0
    # the loop
    for _ in numbers(3):  # gone through
        count += 1
    print(count)
# --- trap: the last line has no end
# count: numbers(3)
def numbers(limit):
    return [number for number in range(limit)]
