"""All that is known of one model, policy or no policy."""

from __future__ import annotations

from weighbridge.enrich import Facts
from weighbridge.enrich.native import collected
from weighbridge.facts import FACTS
from weighbridge.judge.because import Grounds, lines_of
from weighbridge.judge.evidence import Evidence, Witness


def known_facts(facts: Facts, model_id: str) -> list[Evidence]:
    """Return the evidence of every fact of the dictionary for one model of the table, in the dictionary's order."""
    row = collected(facts.candidates([model_id]).frame).row(0, named=True)
    claims = {(claim.id, claim.fact): claim for claim in facts.snapshot.claims_of([model_id])}
    witness = Witness(claims, {}, facts.as_of, Grounds(facts.context, lines_of(facts.snapshot, [model_id])))
    return [witness.evidence(fact, row) for fact in FACTS.values()]
