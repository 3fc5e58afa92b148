"""Publishing: which pages have to be made again, the making, and the removal of what went."""
