"""The slowest pages of a web server's log: four functions, and one request at a time goes through them."""

import argparse
from collections import Counter

PAGES = ("/", "/search", "/cart", "/product", "/help")
AGENTS = ("Firefox", "Safari", "crawler-bot", "Chrome")


def log_lines(count):
    """The log: one line for each request."""
    for number in range(count):
        page = PAGES[number * 7 % 5]
        agent = AGENTS[number % 4]
        yield f"10.0.{number // 251 % 256}.{number % 251} {page} {number * 97 % 2_000} {agent}"


def read_requests(lines):
    """A record for each line that has four fields; other lines are left out."""
    for line in lines:
        fields = line.split()
        if len(fields) != 4:
            continue
        address, page, milliseconds, agent = fields
        yield {"address": address, "page": page, "milliseconds": int(milliseconds), "agent": agent}


def without_robots(requests):
    """The requests of people."""
    return (request for request in requests if "bot" not in request["agent"])


def with_seconds(requests):
    """Each request with its time in seconds beside that in milliseconds."""
    for request in requests:
        yield {**request, "seconds": request["milliseconds"] / 1_000}


def mean_seconds(requests):
    """The mean time of each page, the slowest first."""
    count, seconds = Counter(), Counter()
    for request in requests:
        count[request["page"]] += 1
        seconds[request["page"]] += request["seconds"]
    return sorted(((seconds[page] / count[page], page) for page in count), reverse=True)


def slowest_pages(lines):
    """The whole way, from the lines of a log to the pages with their mean times."""
    requests = read_requests(lines)
    visits = without_robots(requests)
    timed = with_seconds(visits)
    return mean_seconds(timed)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=60_000)
    options = parser.parse_args()
    for seconds, page in slowest_pages(log_lines(options.requests)):
        print(f"{seconds:8.4f} s  {page}")


if __name__ == "__main__":
    main()
