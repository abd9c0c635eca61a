"""What every rule is made of: what it is given, what it concludes, and how a quantity is judged."""
