"""How a scale reaches the program: one module for each of the ways, and the choice among them."""
