"""What a piece of a program may do, worked out from its text: values, effects, and whether two may alternate."""
