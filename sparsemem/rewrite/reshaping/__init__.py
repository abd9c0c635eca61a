"""Transforms that change the shape of a program: nothing is proven, they are offered, made where a run shows it."""
