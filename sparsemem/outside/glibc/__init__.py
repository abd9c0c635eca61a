"""The heaps and chunks of glibc's malloc."""
