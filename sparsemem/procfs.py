"""Pure parsers of the text of /proc and of control groups: proc(5), cgroups(7)."""

import re
from dataclasses import dataclass

_OF_MAPPING = re.compile(
    r"^(?:(Rss|Pss|Anonymous|Swap|AnonHugePages|Shared_Dirty):[ \t]+(\d{1,15}) kB"
    r"|([0-9a-f]+)-([0-9a-f]+) ([rwxps-]{4}) [0-9a-f]+ ([0-9a-f]+:[0-9a-f]+) (\d{1,20})(?: +(.*))?)$",
    re.ASCII | re.MULTILINE,
)
"""What is read of an entry's twenty lines: its header, and six sizes. In one pass, for most of the time of a small
ledger goes into this text."""
_SIZE = re.compile(r"(\w+):\s+(\d{1,15}) kB", re.ASCII)
_MOUNT = re.compile(r"^\d+ \d+ (\d{1,9}):(\d{1,9}) .* - (\w+) ", re.MULTILINE | re.ASCII)
_SHMEM_DEVICE = "00:01"
"""Of the kernel's own tmpfs, which is mounted nowhere: memfd, System V and shared anonymous memory."""
_SHARED_NAMES = ("/memfd:", "/SYSV", "/dev/shm/", "/dev/zero (deleted)")


@dataclass(frozen=True, slots=True)
class Mapping:
    """One entry of smaps; sizes in bytes, `anonymous_bytes` being the private pages that no file backs."""

    start: int
    end: int
    permissions: str
    device: str
    inode: int
    path: str
    rss_bytes: int
    anonymous_bytes: int
    swap_bytes: int
    huge_bytes: int = 0
    """Of the anonymous ones, those in transparent huge pages."""
    shared_dirty_bytes: int = 0
    """Written pages that other processes have mapped too: those of forks, and shared memory."""
    pss_bytes: int | None = None
    """The RSS with each shared page divided among those who have it; None where the kernel does not say."""

    def counted(self, rss_bytes: int, anonymous_bytes: int, huge_bytes: int) -> "Mapping":
        """The same mapping with what is resident of it, and nothing in swap."""
        place = (self.start, self.end, self.permissions, self.device, self.inode, self.path)
        return Mapping(*place, rss_bytes, anonymous_bytes, 0, huge_bytes)

    @property
    def is_shared_by_fork(self) -> bool:
        """Whether it is private and others still have its written pages: nobody has copied them since a fork."""
        return self.permissions[3] == "p" and self.shared_dirty_bytes > 0

    @property
    def is_file(self) -> bool:
        """Whether a file backs it; shared anonymous memory counts as a file, as it does for the kernel."""
        return self.inode != 0

    @property
    def is_heap(self) -> bool:
        """Whether it is private memory of no file that can be written: where allocators live.

        It may have a name (`prctl(PR_SET_VMA_ANON_NAME)`): CPython 3.15 names arenas `[anon:cpython:pymalloc]` in its
        development mode, where the kernel has CONFIG_ANON_VMA_NAME.
        """
        anonymous = not self.path or self.path == "[heap]" or self.path.startswith("[anon:")
        return anonymous and not self.is_file and self.permissions[1] == "w" and self.permissions[3] == "p"

    def is_shared_memory(self, memory_devices: frozenset[str]) -> bool:
        """Whether its file has no disk behind it: tmpfs, memfd, System V or shared anonymous memory."""
        unnamed = self.device == _SHMEM_DEVICE or self.path.startswith(_SHARED_NAMES)
        return self.is_file and (unnamed or self.device in memory_devices)


@dataclass(frozen=True, slots=True)
class Status:
    """The memory lines of /proc/PID/status in bytes; None where there is no such line (a zombie has none)."""

    rss_bytes: int | None
    peak_rss_bytes: int | None
    anonymous_bytes: int | None
    swap_bytes: int | None


def parse_smaps(text: str) -> list[Mapping]:
    """The mappings of /proc/PID/smaps in the order of addresses.

    Lines that are neither a header nor a known size are passed over, and so is a last entry that was cut off
    before its `Rss:`.
    """
    entries: list[tuple[re.Match[str], dict[str, int]]] = []
    for line in _OF_MAPPING.finditer(text):
        name = line[1]
        if name is None:
            entries.append((line, {}))
        elif entries:
            entries[-1][1][name] = int(line[2]) * 1024
    return [_mapping(header, sizes) for header, sizes in entries if "Rss" in sizes]


def parse_maps(text: str) -> list[Mapping]:
    """The mappings of /proc/PID/maps, which does not tell what is resident: their sizes are for others to fill in."""
    return [_mapping(line, {"Rss": 0}) for line in _OF_MAPPING.finditer(text) if line[1] is None]


def _mapping(header: re.Match[str], sizes: dict[str, int]) -> Mapping:
    start, end, permissions, device, inode, path = header.groups()[2:]
    return Mapping(
        start=int(start, 16),
        end=int(end, 16),
        permissions=permissions,
        device=device,
        inode=int(inode),
        path=path or "",
        rss_bytes=sizes["Rss"],
        anonymous_bytes=sizes.get("Anonymous", 0),
        swap_bytes=sizes.get("Swap", 0),
        huge_bytes=sizes.get("AnonHugePages", 0),
        shared_dirty_bytes=sizes.get("Shared_Dirty", 0),
        pss_bytes=sizes.get("Pss"),
    )


def parse_status(text: str) -> Status:
    """The memory of /proc/PID/status."""
    sizes = _sizes(text)
    return Status(sizes.get("VmRSS"), sizes.get("VmHWM"), sizes.get("RssAnon"), sizes.get("VmSwap"))


def _sizes(text: str) -> dict[str, int]:
    """Bytes by the name before the colon."""
    return {size[1]: int(size[2]) * 1024 for size in filter(None, map(_SIZE.fullmatch, text.split("\n")))}


@dataclass(frozen=True, slots=True)
class Rollup:
    """The sums of /proc/PID/smaps_rollup in bytes; None where there is no such line (`Pss:` since Linux 4.14)."""

    pss_bytes: int | None
    private_dirty_bytes: int | None
    shared_dirty_bytes: int | None
    pss_anonymous_bytes: int | None = None
    """The part of the PSS that no file backs (`Pss_Anon:` since Linux 5.5)."""
    anonymous_bytes: int | None = None
    """The part of the RSS that no file backs, shared pages in full."""


def parse_rollup(text: str) -> Rollup:
    """The memory of /proc/PID/smaps_rollup."""
    sizes = _sizes(text)
    names = ("Pss", "Private_Dirty", "Shared_Dirty", "Pss_Anon", "Anonymous")
    return Rollup(*(sizes.get(name) for name in names))


def shares_anonymous_pages(text: str) -> bool:
    """Whether /proc/PID/smaps_rollup tells of pages without a file that other processes have as well, since a fork.

    False before Linux 5.5, which has no `Pss_Anon:`.
    """
    sizes = _sizes(text)
    return sizes.get("Anonymous", 0) > sizes.get("Pss_Anon", sizes.get("Anonymous", 0))


def parse_newest_pid(text: str) -> int | None:
    """The number that the kernel gave to the newest process or thread, from /proc/loadavg; None where it has none."""
    last = text.rpartition(" ")[2].strip()
    return int(last) if last.isdecimal() and last.isascii() else None


def parse_parent(text: str) -> int | None:
    """The process that started the one of /proc/PID/stat, or has adopted it since; None where it is not told.

    The name in brackets before it may hold anything, brackets too.
    """
    fields = text.rpartition(")")[2].split()
    return int(fields[1]) if len(fields) > 1 and re.fullmatch(r"[0-9]{1,9}", fields[1]) else None


def parse_memory_devices(mountinfo: str) -> frozenset[str]:
    """The devices of file systems that live in memory, from /proc/PID/mountinfo."""
    return parse_devices(mountinfo, "tmpfs", "ramfs", "devtmpfs")


def parse_devices(mountinfo: str, *kinds: str) -> frozenset[str]:
    """The devices of file systems of some kinds, as smaps writes them (`00:1a`), from /proc/PID/mountinfo."""
    mounts = _MOUNT.findall(mountinfo)
    return frozenset(f"{int(major):02x}:{int(minor):02x}" for major, minor, kind in mounts if kind in kinds)


def parse_thp(text: str) -> str | None:
    """The mode in brackets of /sys/kernel/mm/transparent_hugepage/enabled."""
    match = re.search(r"\[(\w+)\]", text)
    return match and match[1]
