"""A core file as a process's memory: the same protocols as `memory`, from a file.

`elf_headers` and `core_notes` parse it; `file_pieces` and `file_backed_memory` are its memory, with what the kernel
left out read from the mapped files; `pages_in_core` stands in for pagemap, `core_mappings` for smaps.
"""
