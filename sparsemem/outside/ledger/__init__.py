"""The parts of the RSS: a reader for each allocator adds its pages, and the parts close over each region's RSS."""
