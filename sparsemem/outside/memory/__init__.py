"""Another process's memory as bytes and pages: reading it, what is resident, its interpreter and allocators."""
