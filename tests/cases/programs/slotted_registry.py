"""SM101: objects with slots; the registry keeps one in 64, and so a block in every arena that they filled."""

READINGS = 120_000


class Reading:
    """One measurement of a sensor."""

    __slots__ = ("at", "sensor", "unit", "value")

    def __init__(self, number):
        self.sensor = f"sensor {number % 400}"
        self.at = 1_700_000_000 + number
        self.value = number * 0.5
        self.unit = None


class Registry:
    """Remembers the readings that raised an alarm."""

    def __init__(self):
        self.alarms = []

    def scan(self, readings):
        self.alarms += [reading for number, reading in enumerate(readings) if number % 64 == 0]


registry = Registry()
registry.scan([Reading(number) for number in range(READINGS)])
print(len(registry.alarms))
