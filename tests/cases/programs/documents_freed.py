"""SM103: documents of 5 to 20 kB are indexed by their length; one in forty is pinned to the front page."""

DOCUMENTS = 4_000


def fetch(number):
    return "lorem ipsum " * (400 + number * 13 % 1200)


def index(count):
    documents = [fetch(number) for number in range(count)]
    return [len(document) for document in documents], documents[39::40]


LENGTHS, FRONT_PAGE = index(DOCUMENTS)
print(sum(LENGTHS), len(FRONT_PAGE))
