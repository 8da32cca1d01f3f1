"""Ways to estimate the shares of a group, one file each."""
