"""All rules, in the order of their codes; each is one file with its own documentation."""

from sparsemem.review.rule import Rule
from sparsemem.review.rules import (
    built_whole,
    cache_bound,
    chain,
    closed_source,
    closure_cycle,
    copy_of_copy,
    function_cache,
    generator_as_list,
    kept_exception,
    late_binding,
    memo,
    never_consumed,
    parent_link,
    read_all,
    spent,
)

RULES: tuple[Rule, ...] = (
    chain.RULE,
    built_whole.RULE,
    read_all.RULE,
    copy_of_copy.RULE,
    function_cache.RULE,
    memo.RULE,
    cache_bound.RULE,
    parent_link.RULE,
    kept_exception.RULE,
    closure_cycle.RULE,
    spent.RULE,
    generator_as_list.RULE,
    closed_source.RULE,
    never_consumed.RULE,
    late_binding.RULE,
)
"""A rule that is added here is run, explained, selected and tested."""

CODES = tuple(rule.code for rule in RULES)
