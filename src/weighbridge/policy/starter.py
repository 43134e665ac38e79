"""A first policy to write on: short, commented, and clean."""

from __future__ import annotations

from datetime import date, timedelta

from weighbridge.policy.builtin import PREFIX, builtin_path
from weighbridge.policy.files import read_named
from weighbridge.strict.document import MAX_BYTES

_HEAD = """\
# What we require of a model before we let it in. Every line is yours to change.
# `weighbridge policy lint {file}` says what is wrong with it,
# `weighbridge policy test {file}` runs its tests, at the end,
# `weighbridge rank {file}` shows the models that it is about,
# and `weighbridge facts` lists everything that a rule may ask about.
weighbridge: 1
name: "{name}"
version: 0.1.0
owner: you@organisation.example      # who answers for these rules
review_by: {review_by}                # from then on there is a warning: needs, models and licences change
"""
_WHOLE = """\
candidates:                          # the scope: other models are counted, not judged
  require: {model.task: text-generation}
lists:
  approved_licenses: [Apache-2.0, MIT, BSD-3-Clause]
hosting:                             # Can we host it?
  gates:
    - id: no-remote-code
      title: A released engine loads it without code of the publisher
      require: {hosting.needs_remote_code: false}
governance:                          # Can we govern it?
  gates:
    - id: license-approved
      title: Licences outside our list go to Legal
      action: review                 # block makes a model unfit, review asks a person, warn decides nothing
      require: {license.spdx: {satisfies: $approved_licenses}}
vendor_lock:                         # Can we keep using it without a vendor changing the rules?
  scores:
    - id: held
      title: Widely held
      weight: 1                      # among the score rules of this question
      curve: {fact: adoption.downloads_30d, worst: 1000, best: 1000000, scale: log}
tests:
  - name: a licence that is not on our list is for Legal
    given: {license.spdx: GPL-3.0-only, hosting.needs_remote_code: false, model.task: text-generation}
    expect: {verdict: review, rules: {license-approved: fail}}
"""
_LAYER = """\
extends:                             # all its rules hold; a new version of it is refused until you write its sha256
  - use: {source}
    sha256: {sha256}
governance:                          # a rule with an id from below changes it word by word; any other is new
  gates:
    - id: our-origin
      title: We know in which country the publisher sits
      action: review                 # block makes a model unfit, review asks a person, warn decides nothing
      severity: medium               # orders findings, decides nothing
      require: {{provenance.country: {{not_in: [KP]}}}}
      why: An example; put your own reason here, or take the rule out.
tests:
  - name: an unknown country is not a good one
    given: {{}}
    expect: {{rules: {{our-origin: unknown}}}}
  - name: a known one will do
    given: {{provenance.country: FR}}
    expect: {{rules: {{our-origin: pass}}}}
# `weighbridge policy show {file}` prints all rules, each with its place.
# `weighbridge policy diff {source} {file}` says what yours changes.
"""


def starter(file: str, name: str, today: date, source: str | None) -> str:
    """Return the text of a first policy for `file`: a whole one, or one on top of the bundled `source`.

    Raises UsageError where there is no such bundled policy.
    """
    head = _HEAD.format(file=file, name=name, review_by=today + timedelta(days=365))
    if source is None:
        return head + _WHOLE
    whole = source if source.startswith(PREFIX) else PREFIX + source
    builtin_path(whole)
    return head + _LAYER.format(file=file, source=whole, sha256=read_named(whole, None, None, MAX_BYTES).sha256)
