"""What owners and types keep from being returned: release units (arenas, pages) and the blocks in them."""
