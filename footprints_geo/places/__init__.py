"""Places: which one a spelling means, in the program's own list and in the towns of GeoNames behind it."""
