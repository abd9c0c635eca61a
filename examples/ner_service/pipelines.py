"""Pipelines that find entities, made here and not downloaded: by rules, and by a model that has learned a little."""

import random
from collections.abc import Callable

import spacy
from spacy.language import Language
from spacy.training import Example

_RULES = [
    {"label": "AUTHOR", "pattern": [{"LOWER": "by"}, {}]},
    {"label": "COMMON", "pattern": [{"LOWER": "common0007"}]},
]
_SENTENCES = (
    ("this is a novel by wanda", (19, 24)),
    ("read common words by w0000ff1", (21, 29)),
    ("common0001 w00000aa2 by w00000aa3", (24, 33)),
)
"""Each with its author, from character to character."""
_UPDATES = 10


def by_rules() -> Language:
    """spaCy's `entity_ruler`: what follows `by` is an author."""
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns(_RULES)
    return pipeline


def by_model() -> Language:
    """spaCy's `ner`, after a few updates with a few sentences: always the same one."""
    spacy.util.fix_random_seed(7)
    pipeline = spacy.blank("en")
    pipeline.add_pipe("ner").add_label("AUTHOR")
    examples = [
        Example.from_dict(pipeline.make_doc(text), {"entities": [(*span, "AUTHOR")]}) for text, span in _SENTENCES
    ]
    optimizer = pipeline.initialize(lambda: examples)
    order = random.Random(7)
    for _ in range(_UPDATES):
        order.shuffle(examples)
        pipeline.update(examples, sgd=optimizer)
    return pipeline


def without_entities() -> Language:
    """The tokenizer alone, which is what grows."""
    return spacy.blank("en")


PIPELINES: dict[str, Callable[[], Language]] = {"rules": by_rules, "model": by_model, "blank": without_entities}
