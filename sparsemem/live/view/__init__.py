"""A running process tree looked at from outside, again and again, as rarely as a share of one core allows.

`looked_at` is what is known now, a `descendant` what is known of each below it; `outside_sampler` keeps both up to
date, `drawn_series` makes rows of them and `drawn_chart` a picture, `loopback_page` shows `page_content` to a browser
here, and `watched_command` is a program that was started to be looked at.
"""
