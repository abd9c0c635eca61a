"""How the memory of a watched process goes on: the pattern of each series, told apart, dated and explained.

`measured_series` are taken from the file of a watch; `change_points` cuts one into straight pieces; `level_changes`
and `turning_points` read what lies in them; `named_pattern` says what it is, and
`counter_ties` which counter moves with it.
"""
