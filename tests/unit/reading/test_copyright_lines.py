"""Copyright lines: only those that say whose work it is, and nothing more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.reading.copyright_lines import is_copyright_line, is_rights_reserved
from weighbridge.reading.copyright_terms import TERMS, is_of_terms
from weighbridge.reading.known_holders import is_known_holder

ONLY_WHOSE_WORK = [
    "Copyright (c) 2024 Acme, Inc. All rights reserved.",
    "   Copyright [yyyy] [name of copyright owner]",
    "Copyright (c) <year> <copyright holders>",
    "Copyright {yyyy} {name of copyright owner}",
    " * Copyright (C) 2015-2020, 2022, Jane Q. Doe <jane@example.org>",
    "/* Copyright 2019 Acme GmbH */",
    "# © 2023 Müller & Söhne",
    "(c) 2018, Google LLC",
    "// Copyright 2018 The HuggingFace Inc. team.",
    "Copyright (c) 2020 karpathy",
    "Copyright (c) 2015 Hynek Schlawack and the attrs contributors",
    "Copyright (c) 2022 Consortium for Python Data API Standards",
    "Copyright (c) 2017 to present Acme Ltd. and individual contributors",
    "Copyright (c) 2016-present, Facebook, Inc.",
    "Copyright (c) 2018 Tzu-ping Chung <uranusjr@gmail.com>",
    "Copyright (c)",
    "Copyright 2024",
    "Copyright (C) 2007 Free Software Foundation, Inc. <https://fsf.org/>",
    "Copyright 2021 (c) npm, Inc. and Contributors",
    "Copyright (c) Pydantic Services Inc. 2025 to present",
    "Copyright (c) 2002-04 Acme S.A.",
    "Copyright (c) 2024 Acme, S.A.",
    "Copyright (c) 2024 Acme SA",
    "Copyright (c) 2024 Acme GmbH & Co. KG",
    "Copyright (c) 2024 Acme Pty Ltd and its affiliates",
    "Copyright (c) 2011 by Will McGugan, Grant Jenks and Kat Marchán",
    "Copyright (c) 2011-2022 Isaac Z. Schlueter, Ben Noordhuis, and Contributors",
    "Copyright (c) Tim Koschützki (tim@debuggable.com), Felix Geisendörfer (felix@debuggable.com)",
    "Copyright © 2010 by Jeffrey 'Alex' Clark and contributors",
    "Copyright (C) 2009, 2010 University of Science and Technology of Acme",
    "Copyright (c) 2012, The Science and Technology Facilities Council (STFC).",
    "Copyright (c) 2024 National Institute of Advanced Industrial Science and Technology (AIST)",
    "Copyright (c) 2024 Acme Research Institute",
    "Copyright (c) 2024 Academy of Sciences",
    "Copyright (c) 2024 Jane Doe, Tencent",
    "**Copyright (c) 2019 Mohammed Ahmed Saeed. All rights reserved.**",
    "Copyright (c) 2019 Melissa E. O'Neill",
    "Copyright (year) [owner](url).",
]

KNOWN_HOLDERS = [
    "01.AI",
    "Salesforce Research",
    "Microsoft Research Asia",
    "Beijing Academy of Artificial Intelligence (BAAI)",
    "h2o.ai",
    "Ai2 (Allen Institute for AI)",
    "智谱AI",
    "National Research Council Canada",
    "DeepSeek",
    "Alibaba Cloud",
    "NVIDIA CORPORATION & AFFILIATES",
    "The Qwen team, Alibaba Group",
    "Moonshot AI",
    "Google LLC",
    "Mistral AI",
    "EleutherAI",
    "Stability AI Ltd.",
    "Tencent",
    "OpenAI",
    "IBM Corp.",
    "Zhipu AI",
    "MiniMax",
    "Meta Platforms, Inc. and affiliates.",
    "Meta Platforms, Inc. and its affiliates",
    "The Hugging Face team",
]

MORE_THAN_THAT = [
    "Copyright 2024 Acme. No commercial use permitted.",
    "Copyright 2024 Acme. Research only.",
    "(c) 2024 Acme Corp, Non-Commercial",
    "© 2024 Acme, NOT FOR PRODUCTION USE",
    "COPYRIGHT 2024 ACME EVALUATION VERSION",
    "Copyright 2024 Acme. Members Of The Club",
    "Copyright 2024 Acme Inc. For Members",
    "Copyright 2024 Acme for Members",
    "Copyright 2024 Acme Void In Europe",
    "COPYRIGHT 2024 ACME OPEN TO MEMBERS",
    "Copyright 2024 Acme; Members",
    "Copyright 2024 Acme: Members",
    "Copyright 2024 Acme - Members",
    "Copyright 2024 Acme, members pay",
    "Copyright 2024 Acme under the terms at https://acme.example",
    "Copyright 2024 Acme https://acme.example/licence",
    "Copyright 2024 Acme https://acme.example?members",
    "Copyright 2024 Acme https://acme.example/eula",
    "Copyright 2024 Acme nur für Forschung",
    "Copyright 2024 Acme 禁止商用",
    "Copyright 2024 禁止商用",
    "Copyright 2024 禁",
    "Copyright 2024 Acme 100 Million",
    "Copyright 2024 Acme. Some Rights Reserved",
    "Copyright (c) 2024 Acme, CC BY-NC-ND",
    "Copyright (c) 2024 Acme (NC)",
    "Copyright (c) 2024 Nancy Cooper (NC)",
    "Copyright (c) 2024 Acme (XY)",
    "Copyright (c) 2024 Acme (Weekends)",
    "Copyright (c) 2024 Acme, GPL",
    "Copyright (c) 2024 Acme, BUSL",
    "Copyright (c) 2024 Acme, Nonsuch",
    "Copyright (c) 2024 Acme, , Inc",
    "Copyright (c) 2024 Acme, One Two Three Four",
    "Copyright (c) 2024 Acme, One Two, Three Four, Five Six, Seven Eight",
    "Copyright (c) 2024 Acme, Jane Doe, John Roe, Anna Poe, Otto Low",
    "Copyright (c) 2024 Acme,, Inc",
    "Copyright (c) 2024 Acme, Kommerzielle Nutzung Verboten",
    "Copyright (c) 2024 Acme, Nicht Gewerblich Nutzen",
    "Copyright (c) 2024 Acme, Solo Uso Accademico",
    "Copyright (c) 2024 Acme, Usage Interdit",
    "Copyright (c) 2024 Acme, Uso Proibido",
    "Copyright (c) 2024 Acme, Vietato",
    "Copyright (c) 2024 Acme 非商用",
    "Copyright (c) 2024 Acme 不得",
    "Copyright (c) 2024 Acme 仅",
    "Copyright (c) 2024 Acme カタカナ",
    "Copyright (c) 2024 Acme 금지",
    "Copyright (c) 2024 Acme Запрещено",
    "Copyright (c) 2024 Acme N\u043en C\u043emmercial",
    "Copyright (c) 2024 Acme Cömmercial",
    "Copyright (c) 2024 Acme Com Mercial",
    "Copyright (c) 2024 Acme Com-Mercial",
    "Copyright (c) 2024 Acme NoTraining",
    "Copyright (c) 2024 Acme Don't",
    "Copyright (c) 2024 N O T F R E E",
    "Copyright (c) 2024 Russia And China Banned",
    "Copyright (c) 2024 Russia And China",
    "Copyright (c) 2024 Weapons Outlawed",
    "Copyright (c) 2024 Weights Rented Monthly",
    "Copyright (c) 2024 Weights Excepted",
    "Copyright (c) 2024 Acme Sublet Vetoed",
    "Copyright (c) 2024 Acme Taxable",
    "© Meta, Llama Community Rules Apply",
    "Copyright (c) Acme, 2000 Dollars Monthly",
    "Copyright (c) Acme, 2000 Acorns Each Moon",
    "Copyright (c) 2024 - 30 - 20",
    "Copyright (c) 2024, 30",
    "Copyright (c) 1969 Acme",
    "Copyright (c) 2101 Acme",
    "Copyright (c) 2024 2025",
    "Copyright (c) 2024 Acme https://acme.com/extra-rules",
    "Copyright (c) 2024 Acme (https://acme.com)",
    "Copyright (c) 2024 [Acme](https://acme.com)",
    "Copyright (c) 2024 Acme www.acme.com",
    "Copyright (c) 2024 acme.com",
    "Copyright (c) 2024 Acme <no-derivatives@acme.com>",
    "Copyright (c) 2024 Acme <not.for.sale@acme.com>",
    "Copyright (c) 2024 Acme [rent due]",
    "Copyright (c) 2024 Acme. All rights reserved. Members",
    "Copyright (c) 2024 by",
    "Copyright (c) 2024 By SA",
    "Copyright (c) 2024 Acme by SA",
    "Copyright (c) 2024 SA",
    "Copyright (c) 2024 Acme Bill",
    "Copyright (c) 2024 Acme FOR CITIES",
    "Copyright (c) 2024 &",
    "Copyright (c) 2024 [" + "yy" * 40,
    "Copyright 2024 One Two Three Four Five Six Seven",
    "Copyright 2024 One Two Three Four Five Six Seven Eight Nine Ten Eleven",
    "Copyright 2024 " + "A" * 100,
    "Copyright Holder",
    "copyright notice, this list of conditions and the following disclaimer.",
    "(c) Contributors",
    "copyrighted 2024",
    "All of this is Copyright 2024 Acme",
    "All rights reserved.",
    "",
]


@pytest.mark.parametrize("line", ONLY_WHOSE_WORK)
def test_a_line_that_only_says_whose_work_it_is_does_not_count(line: str) -> None:
    assert is_copyright_line(line) is True


@pytest.mark.parametrize("line", MORE_THAN_THAT)
def test_a_line_that_can_say_more_counts(line: str) -> None:
    assert is_copyright_line(line) is False


@pytest.mark.parametrize("holder", KNOWN_HOLDERS)
@pytest.mark.parametrize("line", ["Copyright (c) {}", "Copyright 2018- {} All rights reserved.", "© 2023 {}"])
def test_a_known_holder_does_not_count(line: str, holder: str) -> None:
    assert is_copyright_line(line.format(holder)) is True


@pytest.mark.parametrize("holder", KNOWN_HOLDERS)
def test_a_known_holder_is_matched_whole(holder: str) -> None:
    assert [is_known_holder(f"{holder} Xyz"), is_copyright_line(f"Copyright 2024 {holder} Non-Commercial")] == [
        False,
        False,
    ]


@pytest.mark.parametrize(
    "line", ["Copyright (c) 2024 {}", "Copyright (c) 2024 Acme, {}", "Copyright {} 2024", "© Acme {}"]
)
def test_no_word_of_terms_is_a_name(line: str) -> None:
    # These are legal forms too.
    words = [one for word in sorted(TERMS) for one in (word, word.title(), word.upper())]
    found = [word for word in words if is_copyright_line(line.format(word))]
    assert set(found) - {"AS", "SA"} == set()


@given(
    st.lists(
        st.sampled_from(sorted(TERMS)).flatmap(lambda word: st.sampled_from([word, word.title(), word.upper()])),
        min_size=1,
    ),
    st.sampled_from([" ", ", ", " and ", " & "]),
)
def test_a_line_of_words_of_terms_counts(words: list[str], between: str) -> None:
    assert is_copyright_line("Copyright (c) 2024 " + between.join(words)) is False


@given(
    st.lists(
        st.sampled_from(["Acme", "Jane", "of", "the", "and", "Inc.", "team", "(c)", "2024", "&", "<a@b.org>"]),
        max_size=6,
    ),
    st.sampled_from(sorted(TERMS - {"sa", "by", "will", "bill", "sue"})),
    st.integers(0, 6),
)
def test_a_word_of_terms_among_names_makes_a_line_count(names: list[str], term: str, place: int) -> None:
    for word in (term, term.title(), term.upper()):
        line = " ".join(["Copyright (c) 2024", *names[:place], word, *names[place:]])
        assert is_copyright_line(line) is False


@given(st.text(max_size=120))
def test_no_line_makes_it_raise(rest: str) -> None:
    assert is_copyright_line("Copyright (c) 2024 " + rest) in {True, False}


@pytest.mark.parametrize(
    "name", ["Hamed", "Manfred", "Siegfried", "United", "Limited", "Naveed", "Advanced", "Constable", "Ted"]
)
def test_names_that_end_as_participles_do_are_names(name: str) -> None:
    assert is_of_terms(name) is False


WORDS_OF_RESTRICTION = [
    "no",
    "not",
    "only",
    "non",
    "may",
    "must",
    "shall",
    "without",
    "except",
    "commercial",
    "noncommercial",
    "use",
    "uses",
    "usage",
    "user",
    "research",
    "permitted",
    "prohibited",
    "licence",
    "licensed",
    "restricted",
    "academic",
    "education",
    "evaluation",
    "personal",
    "purposes",
    "terms",
    "fee",
    "royalty",
    "consent",
    "agreement",
]


@pytest.mark.parametrize("word", WORDS_OF_RESTRICTION)
@pytest.mark.parametrize("line", ["Copyright 2024 Acme {}", "Copyright 2024 {} Acme", "Copyright (c) 2024 Acme-{}"])
def test_a_word_of_restriction_makes_every_such_line_count(line: str, word: str) -> None:
    found = [is_copyright_line(line.format(one)) for one in (word, word.title(), word.upper())]
    assert found == [False, False, False]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("All rights reserved.", True),
        (" * ALL RIGHTS RESERVED", True),
        ("All rights reserved by Acme", False),
        ("Some rights reserved", False),
        ("All rights reserved" + "." * 100, False),
    ],
)
def test_rights_reserved_stands_alone(line: str, expected: bool) -> None:
    assert is_rights_reserved(line) is expected
