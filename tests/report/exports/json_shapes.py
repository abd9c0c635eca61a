"""The shapes that readers of JSON expect, as far as these exports use them: every other property is refused.

SARIF: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; speedscope:
https://www.speedscope.app/file-format-schema.json
"""

from typing import Any


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    properties = required | (optional or {})
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least}


_TEXT, _SIZE = {"type": "string", "minLength": 1}, {"type": "integer", "minimum": 0}
_WORDS = _object({"text": _TEXT})
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_LOCATION = _object(
    {
        "physicalLocation": _object(
            {"artifactLocation": _object({"uri": {"type": "string", "format": "uri-reference", "minLength": 1}})},
            {"region": _object({"startLine": {"type": "integer", "minimum": 1}})},
        )
    },
    {"logicalLocations": _list(_object({"fullyQualifiedName": _TEXT}), 1)},
)
_RULE = _object(
    {"id": _TEXT, "name": _TEXT},
    {
        "shortDescription": _WORDS,
        "fullDescription": _WORDS,
        "help": _WORDS,
        "defaultConfiguration": _object({"level": _LEVEL}),
    },
)
_RESULT = _object(
    {
        "ruleId": _TEXT,
        "ruleIndex": _SIZE,
        "level": _LEVEL,
        "message": _WORDS,
        "partialFingerprints": {"type": "object", "additionalProperties": _TEXT, "minProperties": 1},
        "properties": {"type": "object"},
    },
    {"locations": _list(_LOCATION, 1)},
)
_NOTIFICATION = _object({"level": _LEVEL, "message": _WORDS}, {"locations": _list(_LOCATION, 1)})
_DRIVER = _object({"name": _TEXT, "version": _TEXT, "rules": _list(_RULE)})
SARIF = _object(
    {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": _list(
            _object(
                {
                    "tool": _object({"driver": _DRIVER}),
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": _list(_RESULT),
                    "invocations": _list(
                        _object(
                            {
                                "executionSuccessful": {"type": "boolean"},
                                "toolExecutionNotifications": _list(_NOTIFICATION),
                            }
                        )
                    ),
                }
            ),
            1,
        ),
    }
)
SPEEDSCOPE = _object(
    {
        "$schema": {"const": "https://www.speedscope.app/file-format-schema.json"},
        "shared": _object({"frames": _list(_object({"name": _TEXT}))}),
        "profiles": _list(
            _object(
                {
                    "type": {"const": "sampled"},
                    "name": _TEXT,
                    "unit": {"enum": ["bytes", "microseconds", "milliseconds", "nanoseconds", "none", "seconds"]},
                    "startValue": _SIZE,
                    "endValue": _SIZE,
                    "samples": _list(_list(_SIZE, 1), 1),
                    "weights": _list(_SIZE, 1),
                }
            ),
            1,
        ),
    },
    {"name": _TEXT, "exporter": _TEXT, "activeProfileIndex": _SIZE},
)
