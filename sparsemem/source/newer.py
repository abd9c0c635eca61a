"""Syntax newer than the interpreter, written as older syntax with the same meaning and the same lines.

Needs LibCST (the extra `review`), whose parser does not depend on the version that runs it.
"""

# ruff: noqa: N802 - the names by which LibCST finds the methods

import libcst as cst


class _Older(cst.CSTTransformer):
    """Drops type parameters (3.12), names type aliases plainly (3.12), brackets `except A, B` (3.14)."""

    def leave_FunctionDef(self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef) -> cst.FunctionDef:
        return updated_node.with_changes(type_parameters=None)

    def leave_ClassDef(self, original_node: cst.ClassDef, updated_node: cst.ClassDef) -> cst.ClassDef:
        return updated_node.with_changes(type_parameters=None)

    def leave_TypeAlias(self, original_node: cst.TypeAlias, updated_node: cst.TypeAlias) -> cst.Assign:
        return cst.Assign([cst.AssignTarget(updated_node.name)], updated_node.value)

    def leave_ExceptHandler(
        self, original_node: cst.ExceptHandler, updated_node: cst.ExceptHandler
    ) -> cst.ExceptHandler:
        kinds = updated_node.type
        if not isinstance(kinds, cst.Tuple) or kinds.lpar:
            return updated_node
        return updated_node.with_changes(type=kinds.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()]))


def to_older(text: str) -> str | None:
    """The text in older syntax, None where LibCST cannot parse it either."""
    try:
        return cst.parse_module(text).visit(_Older()).code
    except cst.ParserSyntaxError:
        return None
