"""Words that turn a sentence, English and Spanish: a single one of them makes it say something else."""

from __future__ import annotations

_NEGATIONS = """
no not never none nor neither nobody nothing nowhere cannot without hardly scarcely can't won't don't doesn't didn't
isn't aren't wasn't weren't hasn't haven't hadn't shouldn't wouldn't couldn't mustn't needn't shan't mightn't ain't
nunca jamás jamas nadie nada ninguno ninguna ningún ningun tampoco ni sin"""
_MODALS = """
can could may might must shall should will would ought need dare
puede pueden podrá podra podrán podran podría podria podrían podrian
debe deben deberá debera deberán deberan debería deberia deberían deberian"""
_CONJUNCTIONS = """
and or but yet so for if unless because although though while when whereas than that whether until since except
y e o u pero sino aunque porque pues si que cuando mientras salvo excepto"""

NEGATIONS = frozenset(_NEGATIONS.split())

#: Negations, modals and conjunctions; a word list need not hold them all.
TURNING = frozenset(f"{_NEGATIONS} {_MODALS} {_CONJUNCTIONS}".split())
