"""The checklist for a code review: its questions, and the page and the filled-in form that are made of them."""
