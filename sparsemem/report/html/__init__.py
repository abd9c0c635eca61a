"""Pages of one file: templates by Jinja with autoescaping, pictures as SVG, the heap as a plotly figure.

Needs the extra `html`; it is loaded when a page is asked for. Begin with `scan_page`; `assembly` puts a page
together.
"""
