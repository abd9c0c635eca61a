"""Screens of a terminal, by rich: a screen for each kind of record, and the tables of which they are made."""
