"""Open tickets by team: every page of an interface is fetched before the first ticket is looked at."""

import argparse
from collections import Counter

PAGE_SIZE = 200
TEAMS = ("billing", "delivery", "returns")


class TicketService:
    """Stands in for the other side of a network: answers with a page of tickets and the number of the next page."""

    def __init__(self, count):
        self.count = count

    def page(self, number):
        first = number * PAGE_SIZE
        last = min(first + PAGE_SIZE, self.count)
        tickets = [
            {"id": n, "team": TEAMS[n % 3], "open": n % 4 != 0, "subject": f"parcel {n} did not arrive"}
            for n in range(first, last)
        ]
        return {"tickets": tickets, "next": number + 1 if last < self.count else None}


def all_tickets(service):
    """The tickets of all pages."""
    tickets = []
    number = 0
    while number is not None:
        page = service.page(number)
        tickets.extend(page["tickets"])
        number = page["next"]
    return tickets


def open_by_team(service):
    """How many open tickets each team has."""
    waiting = [ticket for ticket in all_tickets(service) if ticket["open"]]
    return Counter(ticket["team"] for ticket in waiting)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    options = parser.parse_args()
    for team, count in sorted(open_by_team(TicketService(options.tickets)).items()):
        print(f"{team:10} {count:8,}")


if __name__ == "__main__":
    main()
