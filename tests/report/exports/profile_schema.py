"""The messages of pprof's `profile.proto` for Google's own reader, from the public numbers of their fields.

https://github.com/google/pprof/blob/main/proto/profile.proto
"""

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_INT, _UINT, _TEXT, _BOOL, _MESSAGE = 3, 4, 9, 8, 11
"""Types of fields in a descriptor."""
MESSAGES: dict[str, tuple[tuple[int, str, int | str, bool], ...]] = {
    "ValueType": ((1, "type", _INT, False), (2, "unit", _INT, False)),
    "Label": ((1, "key", _INT, False), (2, "str", _INT, False), (3, "num", _INT, False)),
    "Sample": ((1, "location_id", _UINT, True), (2, "value", _INT, True), (3, "label", "Label", True)),
    "Line": ((1, "function_id", _UINT, False), (2, "line", _INT, False)),
    "Location": (
        (1, "id", _UINT, False),
        (2, "mapping_id", _UINT, False),
        (3, "address", _UINT, False),
        (4, "line", "Line", True),
        (5, "is_folded", _BOOL, False),
    ),
    "Function": (
        (1, "id", _UINT, False),
        (2, "name", _INT, False),
        (3, "system_name", _INT, False),
        (4, "filename", _INT, False),
        (5, "start_line", _INT, False),
    ),
    "Profile": (
        (1, "sample_type", "ValueType", True),
        (2, "sample", "Sample", True),
        (4, "location", "Location", True),
        (5, "function", "Function", True),
        (6, "string_table", _TEXT, True),
        (9, "time_nanos", _INT, False),
        (13, "comment", _INT, True),
        (14, "default_sample_type", _INT, False),
    ),
}


def parse_profile(content: bytes) -> Any:
    """The profile as Google's reader understands it; raises DecodeError."""
    file = descriptor_pb2.FileDescriptorProto(name="profile.proto", package="perftools", syntax="proto3")
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for number, field, kind, repeated in fields:
            made = message.field.add(name=field, number=number, label=3 if repeated else 1)
            if isinstance(kind, str):
                made.type, made.type_name = _MESSAGE, f".perftools.{kind}"
            else:
                made.type = kind
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("perftools.Profile")).FromString(content)
