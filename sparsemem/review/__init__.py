"""Static findings that matter for memory: pure functions from source text to findings.

`index` knows scopes, names, calls and imports across modules; `rules` has one file for each rule with its own
documentation; `run_rules` runs them and `ranking` puts the largest first. `report` writes the result.
"""
