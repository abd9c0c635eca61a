"""Sparsemem in a notebook: `%load_ext sparsemem`, and then

- `%%sparsemem` at the head of a cell: its memory before, at the peak and after, what was kept, and by whom;
- `%sparsemem COMMAND ...`: any command, such as `%sparsemem attach 4711`; its record is the value of the line;
- `%sparsemem_scan SCRIPT ...`: the same as `%sparsemem scan SCRIPT ...`;
- records draw themselves where they are the value of a cell.

`cell_account` is the record of a cell, `cell_measuring` makes it, `drawn_records` says how records are drawn, and
`magics` puts it all into IPython. Nothing here is imported before the extension is loaded, and only `magics` imports
IPython.
"""
