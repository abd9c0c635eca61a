"""A running process tree looked at from outside, again and again, as rarely as a share of one core allows.

`looked_at` is what is known now, `outside_sampler` keeps it up to date, `loopback_page` shows it to a browser here,
and `watched_command` is a program that was started to be looked at.
"""
