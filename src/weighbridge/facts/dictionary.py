"""Every fact that weighbridge knows, declared once: schema, help, docs and spelling hints come from here."""

from __future__ import annotations

from collections.abc import Iterable

from weighbridge.facts.countries import COUNTRY_PATTERN
from weighbridge.facts.fact import Fact, FactType, Origin

TEXT, NUMBER, INTEGER, BOOL, DATE, SET = (
    FactType.TEXT,
    FactType.NUMBER,
    FactType.INTEGER,
    FactType.BOOL,
    FactType.DATE,
    FactType.SET,
)
HUB, DERIVED, KNOWLEDGE, DECLARED = Origin.HUB, Origin.DERIVED, Origin.KNOWLEDGE, Origin.DECLARED

_COUNTRY, _COUNTRY_UNIT = COUNTRY_PATTERN, "ISO 3166-1 alpha-2, such as DE; GB, not UK"

LICENSE_CATEGORIES = (
    "permissive",
    "copyleft",
    "weak-copyleft",
    "use-restricted",
    "non-commercial",
    "research-only",
    "proprietary",
    "public-domain",
)
PERMISSIONS = ("use", "commercial", "modify", "redistribute", "host", "train_others")
OBLIGATIONS = (
    "attribution",
    "notice",
    "name-prefix",
    "display-name",
    "share-alike",
    "use-policy-flow-down",
    "registration",
    "report",
)
RELATIONS = ("original", "finetune", "adapter", "quantized", "merge")
PUBLISHER_KINDS = ("company", "university", "nonprofit", "community", "government", "individual")
CARD_SECTIONS = (
    "model-description",
    "intended-use",
    "out-of-scope-use",
    "limitations",
    "bias",
    "training-data",
    "training-procedure",
    "evaluation",
    "environmental-impact",
    "citation",
)
OPENNESS_KINDS = ("open-source", "open-weight", "closed-api")
COMPONENTS = (
    "architecture",
    "data-card",
    "datasets",
    "evaluation-code",
    "evaluation-data",
    "evaluation-results",
    "inference-code",
    "metadata",
    "model-card",
    "parameters-final",
    "parameters-intermediate",
    "preprocessing-code",
    "research-paper",
    "sample-outputs",
    "supporting-libraries",
    "technical-report",
    "training-code",
)

_MODEL = (
    Fact("model.id", TEXT, HUB, "identity", "Which repository is it?", "org/name"),
    Fact("model.revision", TEXT, HUB, "hub-info", "Which commit do the facts describe?", "sha"),
    Fact("model.publisher", TEXT, HUB, "identity", "Under which name is it published?"),
    Fact("model.name", TEXT, HUB, "identity", "What is it called there?"),
    Fact("model.task", TEXT, HUB, "hub-info", "What is it made to do?", "Hub pipeline tag"),
    Fact("model.library", TEXT, HUB, "hub-info", "Which library loads it?", "Hub library name"),
    Fact("model.tags", SET, HUB, "hub-info", "How is it tagged?"),
    Fact("model.languages", SET, HUB, "hub-info", "Which languages does it declare?"),
    Fact("model.created", DATE, HUB, "hub-info", "When was the repository made? (not before 2022-03-02 on the Hub)"),
    Fact("model.updated", DATE, HUB, "hub-info", "When was it last changed?"),
    Fact("model.gated", TEXT, HUB, "hub-info", "Must one ask before downloading?", members=("open", "auto", "manual")),
    Fact("model.pinned", BOOL, DERIVED, "identity", "Was the candidate named with a full commit?"),
    Fact("model.architecture", TEXT, HUB, "config", "Which architecture class does its config name?"),
    Fact("model.type", TEXT, HUB, "config", "Which model type does its config name?", "config model_type"),
    Fact(
        "model.multimodal",
        BOOL,
        DERIVED,
        "hub-info",
        "Does it take more than text?",
        inputs=("model.task", "model.architecture", "model.type"),
    ),
    Fact("model.private", BOOL, HUB, "hub-info", "Is the repository private?"),
    Fact("model.disabled", BOOL, HUB, "hub-info", "Has the Hub disabled it?"),
    Fact("model.successor", TEXT, HUB, "card", "Which newer version does its card name?"),
    Fact("model.role", TEXT, HUB, "identity", "Is it a candidate?", members=("candidate", "ancestor")),
)
_SIZE = (
    Fact("size.parameters", INTEGER, HUB, "weights", "How many parameters has it?", "parameters", low=1),
    Fact("size.active_parameters", INTEGER, HUB, "config", "How many work on one token?", "parameters", low=1),
    Fact("size.weight_bytes", INTEGER, HUB, "hub-files", "How big are the weight files?", "bytes", low=1),
    Fact("size.repo_bytes", INTEGER, HUB, "hub-info", "How much does the repository hold?", "bytes"),
    Fact("size.dtypes", SET, HUB, "weights", "In which number formats are the weights?"),
    Fact("size.quantization", TEXT, HUB, "config", "Are the weights quantised, and how? (none where they are not)"),
    Fact("size.context_tokens", INTEGER, HUB, "config", "How long may its input be?", "tokens", low=1, high=1e9),
)
_FILES = (
    Fact("files.formats", SET, HUB, "hub-files", "Which file formats does it come in?"),
    Fact("files.pickle_only", BOOL, HUB, "hub-files", "Are its weights only in pickle files, which can run code?"),
    Fact("files.custom_code", BOOL, HUB, "hub-files", "Does it bring code of its own?"),
    Fact("files.license_present", BOOL, HUB, "hub-files", "Is there a licence file?"),
    Fact("files.card_present", BOOL, HUB, "hub-files", "Is there a model card?"),
    Fact("files.signature_present", BOOL, HUB, "hub-files", "Is there an OpenSSF model signature?"),
    Fact("security.scan_done", BOOL, HUB, "security", "Has the Hub's security scan finished?"),
    Fact("security.issues", INTEGER, HUB, "security", "How many files did the scan complain of?", "files", high=1e6),
)
_LICENSE = (
    Fact("license.tag", TEXT, HUB, "hub-info", "Which licence tag does it carry?", "Hub licence id"),
    Fact("license.name", TEXT, HUB, "hub-info", "Which licence name stands beside the tag `other`?"),
    Fact("license.link", TEXT, HUB, "hub-info", "Where does it say its licence is?"),
    Fact(
        "license.spdx",
        TEXT,
        DERIVED,
        "hub-info",
        "Under which licence is it?",
        "SPDX expression",
        inputs=("license.tag",),
        explained_by="licenses",
    ),
    Fact(
        "license.category",
        TEXT,
        KNOWLEDGE,
        "licenses",
        "What family of licence is that?",
        members=LICENSE_CATEGORIES,
        inputs=("license.spdx",),
    ),
    Fact(
        "license.osi_approved",
        BOOL,
        KNOWLEDGE,
        "licenses",
        "Has the Open Source Initiative approved it?",
        inputs=("license.spdx",),
    ),
    Fact(
        "license.text",
        TEXT,
        HUB,
        "license-text",
        "Which licence is the text in the repository?",
        "SPDX id; of a changed text, LicenseRef-weighbridge-modified-… and the id",
    ),
    Fact(
        "license.text_matches_tag",
        BOOL,
        DERIVED,
        "license-text",
        "Does the licence text say what the tag says?",
        inputs=("license.text", "license.tag"),
    ),
    Fact(
        "license.permits",
        SET,
        DERIVED,
        "licenses",
        "What does it permit this buyer?",
        members=PERMISSIONS,
        inputs=("license.spdx",),
    ),
    Fact(
        "license.obligations",
        SET,
        KNOWLEDGE,
        "licenses",
        "What must one do in return?",
        members=OBLIGATIONS,
        inputs=("license.spdx",),
    ),
    Fact(
        "license.irrevocable",
        BOOL,
        KNOWLEDGE,
        "licenses",
        "Is the grant expressly irrevocable?",
        inputs=("license.spdx",),
    ),
    Fact(
        "license.unilateral_change",
        TEXT,
        KNOWLEDGE,
        "licenses",
        "What may the vendor change for a copy we hold?",
        members=("nothing", "use-policy", "license"),
        inputs=("license.spdx",),
    ),
    Fact(
        "license.latest_version_duty",
        BOOL,
        KNOWLEDGE,
        "licenses",
        "Must one move to the latest version?",
        inputs=("license.spdx",),
    ),
    Fact(
        "license.remote_restriction",
        BOOL,
        KNOWLEDGE,
        "licenses",
        "May the vendor restrict use from afar?",
        inputs=("license.spdx",),
    ),
    Fact(
        "license.at_will_termination",
        BOOL,
        KNOWLEDGE,
        "licenses",
        "May the vendor end it without cause?",
        inputs=("license.spdx",),
    ),
    Fact(
        "license.excluded_countries",
        SET,
        KNOWLEDGE,
        "licenses",
        "Which countries are left out?",
        inputs=("license.spdx",),
    ),
    Fact(
        "license.banned_fields",
        SET,
        KNOWLEDGE,
        "licenses",
        "Which uses are banned?",
        inputs=("license.spdx",),
    ),
    Fact(
        "license.verified",
        BOOL,
        KNOWLEDGE,
        "licenses",
        "Were its clauses read in its text?",
        inputs=("license.spdx",),
    ),
)
_LINEAGE = (
    Fact("lineage.base_models", SET, HUB, "hub-info", "Which models was it made from?"),
    Fact("lineage.declares_base", BOOL, HUB, "hub-info", "Does it name a model that it was made from?"),
    Fact("lineage.relation", TEXT, HUB, "hub-info", "How was it made from them?", members=RELATIONS),
    Fact(
        "lineage.roots",
        SET,
        DERIVED,
        "hub-info",
        "At which models does its line begin?",
        inputs=("lineage.base_models",),
    ),
    Fact(
        "lineage.licenses",
        SET,
        DERIVED,
        "hub-info",
        "Which licences do its ancestors have?",
        inputs=("lineage.base_models",),
    ),
    Fact(
        "lineage.publishers",
        SET,
        DERIVED,
        "hub-info",
        "Who published its ancestors?",
        inputs=("lineage.base_models",),
    ),
    Fact(
        "lineage.countries",
        SET,
        DERIVED,
        "hub-info",
        "Where do their publishers sit?",
        _COUNTRY_UNIT,
        pattern=_COUNTRY,
        inputs=("lineage.base_models",),
    ),
    Fact(
        "lineage.depth",
        INTEGER,
        DERIVED,
        "hub-info",
        "How many steps is it from its root?",
        "steps",
        high=1000,
        inputs=("lineage.base_models",),
    ),
    Fact(
        "lineage.complete",
        BOOL,
        DERIVED,
        "hub-info",
        "Could every ancestor be read?",
        inputs=("lineage.base_models",),
    ),
    Fact(
        "lineage.permits",
        SET,
        DERIVED,
        "licenses",
        "What do its licence and those of all its ancestors permit this buyer, taken together?",
        members=PERMISSIONS,
        inputs=("lineage.base_models", "license.spdx", "lineage.complete"),
    ),
    Fact(
        "lineage.license_conflict",
        BOOL,
        DERIVED,
        "licenses",
        "Is its licence likely looser than an ancestor allows?",
        inputs=("lineage.base_models", "license.spdx", "lineage.complete"),
    ),
    Fact(
        "lineage.gate_removed",
        BOOL,
        DERIVED,
        "licenses",
        "Does it go without a gate, or a threshold, that an ancestor has?",
        inputs=("lineage.base_models", "model.gated", "lineage.complete"),
    ),
    Fact(
        "lineage.official",
        BOOL,
        DERIVED,
        "hub-info",
        "Do the weights come from the publisher of the root?",
        inputs=("lineage.base_models",),
    ),
    Fact("lineage.family", TEXT, DERIVED, "hub-info", "To which family does it belong?", inputs=("lineage.roots",)),
    Fact(
        "lineage.derivatives", INTEGER, HUB, "hub-stats", "How many models name it as base? (a lower bound)", "models"
    ),
    Fact("lineage.derivative_publishers", INTEGER, HUB, "hub-stats", "By how many publishers? (a lower bound)"),
    Fact("lineage.finetunes", INTEGER, HUB, "hub-stats", "How many fine-tunes name it? (a lower bound)", "models"),
    Fact("lineage.adapters", INTEGER, HUB, "hub-stats", "How many adapters name it? (a lower bound)", "models"),
    Fact("lineage.quantizations", INTEGER, HUB, "hub-stats", "How many quantised builds name it? (a lower bound)"),
    Fact("lineage.merges", INTEGER, HUB, "hub-stats", "How many merges name it? (a lower bound)", "models"),
)
_PROVENANCE = (
    Fact(
        "provenance.country",
        TEXT,
        KNOWLEDGE,
        "publisher",
        "In which country does the publisher sit?",
        _COUNTRY_UNIT,
        pattern=_COUNTRY,
        inputs=("model.publisher",),
    ),
    Fact(
        "provenance.bloc",
        TEXT,
        KNOWLEDGE,
        "publisher",
        "In which bloc is that? (EU, or the country itself)",
        "EU, or a country as ISO 3166-1 alpha-2",
        pattern=f"EU|{_COUNTRY}",
        inputs=("provenance.country",),
    ),
    Fact(
        "provenance.kind",
        TEXT,
        KNOWLEDGE,
        "publisher",
        "What kind of body is the publisher?",
        members=PUBLISHER_KINDS,
        inputs=("model.publisher",),
    ),
    Fact(
        "provenance.verified",
        BOOL,
        KNOWLEDGE,
        "publisher",
        "Was the publisher looked up in a register?",
        inputs=("model.publisher",),
    ),
    Fact(
        "provenance.trains_own",
        BOOL,
        KNOWLEDGE,
        "publisher",
        "Does the publisher train base models of its own?",
        inputs=("model.publisher",),
    ),
    Fact(
        "provenance.listed",
        SET,
        KNOWLEDGE,
        "watchlists",
        "On which of our watchlists does the publisher stand?",
        inputs=("model.publisher",),
    ),
)
_DOCS = (
    Fact("docs.sections", SET, HUB, "card", "Which sections has its card?", members=CARD_SECTIONS),
    Fact("docs.datasets", SET, HUB, "card", "Which data sets does its card name?"),
    Fact("docs.papers", SET, HUB, "card", "Which papers does its card name?"),
    Fact(
        "docs.training_data",
        TEXT,
        HUB,
        "card",
        "Is its training data disclosed?",
        members=("available", "named", "undisclosed"),
    ),
    Fact("docs.evaluations", INTEGER, HUB, "card", "How many evaluation results does its card give?", high=1e6),
    Fact(
        "openness.kind",
        TEXT,
        DERIVED,
        "licenses",
        "Is it open source, open weight, or a closed API?",
        members=OPENNESS_KINDS,
        narrowed=True,
        inputs=("license.category", "docs.training_data"),
    ),
    Fact(
        "openness.class",
        TEXT,
        DERIVED,
        "openness",
        "Which class of the Model Openness Framework is evidenced?",
        members=("I", "II", "III", "none"),
        narrowed=True,
        inputs=("license.category", "openness.components"),
    ),
    Fact(
        "openness.components",
        SET,
        DERIVED,
        "openness",
        "Which components of the framework are evidenced?",
        members=COMPONENTS,
        inputs=(
            "files.card_present",
            "docs.training_data",
            "docs.evaluations",
            "docs.sections",
            "hosting.engines",
            "hosting.needs_remote_code",
            "openness.kind",
        ),
    ),
)
_HOSTING = (
    Fact("hosting.fits", BOOL, DERIVED, "config", "Does it fit our hardware at our load?", awaited=True),
    Fact("hosting.plan", TEXT, DERIVED, "config", "On which hardware, split how?", awaited=True),
    Fact(
        "hosting.needs_remote_code",
        BOOL,
        DERIVED,
        "engines",
        "Must one run the publisher's own code to load it?",
        inputs=("model.architecture",),
    ),
    Fact(
        "hosting.needed_gib",
        NUMBER,
        DERIVED,
        "config",
        "How much memory does an accelerator need?",
        "GiB",
        awaited=True,
    ),
    Fact(
        "hosting.headroom", NUMBER, DERIVED, "config", "How much of it stays free?", "fraction", low=-1e6, awaited=True
    ),
    Fact("hosting.max_concurrency", NUMBER, DERIVED, "config", "How many requests at once?", "requests", awaited=True),
    Fact(
        "hosting.max_context_tokens", NUMBER, DERIVED, "config", "How long may one request be?", "tokens", awaited=True
    ),
    Fact("hosting.decode_tokens_per_s_low", NUMBER, DERIVED, "config", "How fast, at least?", "tokens/s", awaited=True),
    Fact("hosting.decode_tokens_per_s_high", NUMBER, DERIVED, "config", "How fast, at most?", "tokens/s", awaited=True),
    Fact(
        "hosting.cost_per_million_tokens_low", NUMBER, DERIVED, "config", "What does it cost, at least?", awaited=True
    ),
    Fact(
        "hosting.cost_per_million_tokens_high", NUMBER, DERIVED, "config", "What does it cost, at most?", awaited=True
    ),
    Fact(
        "hosting.validated", BOOL, DERIVED, "config", "Was the estimate measured on this kind of device?", awaited=True
    ),
    Fact(
        "hosting.engines",
        SET,
        KNOWLEDGE,
        "engines",
        "Which engine families run it natively?",
        inputs=("model.architecture",),
    ),
    Fact(
        "hosting.engine_families",
        INTEGER,
        KNOWLEDGE,
        "engines",
        "How many independent engine families run it natively?",
        "families",
        high=1000,
        inputs=("model.architecture",),
    ),
    Fact(
        "adaptation.method_fits", BOOL, DERIVED, "config", "Does our way of adapting it fit our hardware?", awaited=True
    ),
    Fact(
        "adaptation.needed_gib", NUMBER, DERIVED, "config", "How much memory does adapting need?", "GiB", awaited=True
    ),
)
_MEMORY = (
    Fact("memory.layers", INTEGER, HUB, "config", "How many layers has it?", "layers", low=1, high=1e4),
    Fact("memory.hidden_size", INTEGER, HUB, "config", "How wide is a layer?", "values", low=1, high=1e6),
    Fact("memory.attention_heads", INTEGER, HUB, "config", "How many attention heads?", "heads", low=1, high=4096),
    Fact("memory.kv_heads", INTEGER, HUB, "config", "How many key and value heads?", "heads", low=1, high=4096),
    Fact("memory.head_dim", INTEGER, HUB, "config", "How wide is a head?", "values", low=1, high=1e6),
    Fact("memory.vocab_size", INTEGER, HUB, "config", "How many tokens does it know?", "tokens", low=1, high=1e7),
    Fact("memory.moe_intermediate_size", INTEGER, HUB, "config", "How wide is an expert?", "values", low=1, high=1e6),
)
_VENDOR_LOCK = (
    Fact(
        "vendor_lock.substitutes",
        INTEGER,
        DERIVED,
        "hub-info",
        "How many others would do? (a lower bound)",
        "models",
        awaited=True,
    ),
    Fact("vendor_lock.quantizers", INTEGER, HUB, "hub-stats", "How many publishers offer builds of it?", "publishers"),
    Fact("vendor_lock.providers", INTEGER, HUB, "hub-stats", "How many inference providers serve it?", "providers"),
    Fact("adoption.downloads_30d", INTEGER, HUB, "hub-stats", "How often was it downloaded in 30 days?", "downloads"),
    Fact("adoption.downloads_all_time", INTEGER, HUB, "hub-stats", "How often was it downloaded?", "downloads"),
    Fact("adoption.likes", INTEGER, HUB, "hub-stats", "How many like it?", "likes"),
    Fact(
        "adoption.slope_per_month",
        NUMBER,
        DERIVED,
        "hub-stats",
        "How do downloads move?",
        "log rate",
        low=-100,
        high=100,
        awaited=True,
    ),
    Fact(
        "adoption.trend",
        TEXT,
        DERIVED,
        "hub-stats",
        "Do downloads rise?",
        members=("rising", "falling", "flat", "insufficient"),
        awaited=True,
    ),
    Fact("adoption.points", INTEGER, DERIVED, "hub-stats", "From how many points is that known?", "days", awaited=True),
)
_SERVICE = (
    Fact("service.data_location", TEXT, DECLARED, "offer", "Where does the service keep our data?"),
    Fact(
        "service.notice_days", INTEGER, DECLARED, "offer", "How long before a change are we told?", "days", high=36500
    ),
    Fact(
        "service.price_per_million_tokens", NUMBER, DECLARED, "offer", "What do a million tokens cost?", "your currency"
    ),
    Fact("service.fine_tuning", BOOL, DECLARED, "offer", "May we fine-tune it?"),
    Fact("service.exit_weights", BOOL, DECLARED, "offer", "Do we get the weights when we leave?"),
)

FACTS: dict[str, Fact] = {
    fact.id: fact
    for group in (
        _MODEL,
        _SIZE,
        _FILES,
        _LICENSE,
        _LINEAGE,
        _PROVENANCE,
        _DOCS,
        _HOSTING,
        _MEMORY,
        _VENDOR_LOCK,
        _SERVICE,
    )
    for fact in group
}


def with_inputs(facts: Iterable[Fact]) -> list[Fact]:
    """Return `facts` and all those that they follow from: what the evidence for them is made of."""
    needed: dict[str, Fact] = {}
    waiting = list(facts)
    while waiting:
        fact = waiting.pop()
        needed[fact.id] = fact
        waiting.extend(FACTS[name] for name in fact.inputs if name not in needed)
    return list(needed.values())
