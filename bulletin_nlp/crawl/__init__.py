"""From portals to pages: readers of lists."""
