"""Pictures of a record as SVG: text that needs nothing else, coloured by the classes that the page's style knows.

A page, a notebook and a print show the same ones. Sizes are pixels of the picture, y downwards.
"""
