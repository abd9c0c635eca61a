"""The transforms whose effect is proven, one file each."""
