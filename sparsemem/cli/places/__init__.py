"""Findings are given places in the source of the program: the functions of a chain, of a peak, of a cycle."""
