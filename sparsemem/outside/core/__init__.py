"""The same from a core file: its ELF headers and notes, and the files that the process had mapped."""
