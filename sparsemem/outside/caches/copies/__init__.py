"""What a cache holds that other structures hold too: the same objects, or equal ones."""
