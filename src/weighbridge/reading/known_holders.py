"""Names under which vendors of open models claim copyright: reviewed by hand, and matched whole."""

from __future__ import annotations

import re

_NAMES = """
01.AI
01.AI Inc.
Adept AI Labs Inc.
Advanced Micro Devices, Inc.
AI21 Labs
Ai2
Ai2 (Allen Institute for AI)
AI Singapore
AI Sweden
Aleph Alpha GmbH
Alibaba
Alibaba Cloud
Alibaba Group
Alibaba Group Holding Limited
Allen Institute for AI
Allen Institute for AI (Ai2)
Allen Institute for Artificial Intelligence
Amazon.com, Inc.
Amazon.com, Inc. or its affiliates
Amazon Web Services, Inc.
Ant Group
Anthropic, PBC
Apache Software Foundation
Apple
Apple Inc.
Arcee AI
BAAI
Baichuan Intelligent Technology
Baidu
Baidu, Inc.
Barcelona Supercomputing Center
Beijing Academy of Artificial Intelligence
Beijing Academy of Artificial Intelligence (BAAI)
BigCode
BigScience
Black Forest Labs
Black Forest Labs Inc.
Board of Trustees of the Leland Stanford Junior University
ByteDance
ByteDance Ltd.
ByteDance Ltd. and/or its affiliates
Bytedance Inc.
Cohere
Cohere For AI
Cohere Inc.
CyberAgent, Inc.
Databricks, Inc.
DeepMind Technologies Limited
DeepSeek
DeepSeek AI
DeepSeek-AI
EleutherAI
ETH Zurich
European Union
Facebook
Facebook, Inc.
fast.ai
Free Software Foundation, Inc.
Free Software Foundation, Inc. <http://fsf.org/>
Free Software Foundation, Inc. <https://fsf.org/>
Georgi Gerganov
Google
Google AI Language Team Authors
Google AI Language Team Authors and The HuggingFace Inc. team
Google DeepMind
Google Inc.
Google LLC
Google Research
h2o.ai
H2O.ai, Inc.
Huawei Technologies Co., Ltd.
Hugging Face
Hugging Face, Inc.
Hugging Face SAS
Hugging Face team
HuggingFace Inc.
HuggingFace Inc. team
HuggingFace Team
IBM
IBM Corp.
IBM Corporation
IBM Research
iFLYTEK
inclusionAI
Inclusion AI
Intel Corporation
International Business Machines Corporation
InternLM
Jina AI
Jina AI GmbH
Kakao Corp.
Knowledge Engineering Group (KEG), Tsinghua University
LAION
LAION e.V.
LG AI Research
Lightricks Ltd.
LinkedIn Corporation
Liquid AI
Liquid AI, Inc.
LLM360
Meituan
Meta
Meta AI
Meta Platforms, Inc.
Meta Platforms, Inc. and its affiliates
Microsoft
Microsoft Corporation
Microsoft Research
Microsoft Research Asia
MiniMax
MiniMax AI
Mistral AI
Mistral AI SAS
ModelBest Inc.
ModelScope
Moonshot AI
MosaicML
MosaicML, Inc.
National Research Council Canada
NAVER Corp.
Nomic AI
Nomic, Inc.
Nous Research
NVIDIA
NVIDIA Corporation
NVIDIA CORPORATION & AFFILIATES
OpenAI
OpenAI OpCo, LLC
OpenBMB
OpenGVLab
PaddlePaddle Authors
PayPal, Inc.
Preferred Networks, Inc.
Qwen team, Alibaba Cloud
Qwen team, Alibaba Group
Rakuten Group, Inc.
Regents of the University of California
Reka AI
Reka AI, Inc.
Runway AI, Inc.
RWKV
Sakana AI
Salesforce
Salesforce AI Research
Salesforce Research
Salesforce, Inc.
Salesforce.com, Inc.
salesforce.com, inc.
SenseTime
ServiceNow, Inc.
ServiceNow Research
Shanghai AI Laboratory
Shanghai Artificial Intelligence Laboratory
Silo AI
Snowflake Inc.
Stability AI
Stability AI Ltd
Stability AI Ltd.
Stanford Center for Research on Foundation Models
StepFun
Swiss AI Initiative
Technology Innovation Institute
Tencent
Tencent AI Lab
THL A29 Limited, a Tencent company
THUDM
Together Computer
Together Computer, Inc.
Tsinghua University
Upstage
X.AI Corp.
xAI
Xiaomi Corporation
Z.ai
Zhipu AI
Zhipu.AI
智谱AI
百度
深度求索
清华大学
北京智源人工智能研究院
上海人工智能实验室
阿里云
月之暗面
腾讯
"""
_AND_OTHERS = re.compile(
    r",? (?:and|&)(?: (?:its|the|other|all|individual))?"
    r" (?:affiliates|affiliated companies|authors|contributors|developers|others|subsidiaries|subsidiaries and affiliates)$"
)


def _key(name: str) -> str:
    """Return a name as it is compared: without its article, its closing marks and its case."""
    return " ".join(name.casefold().split()).removeprefix("the ").rstrip(" .,")


_KNOWN = frozenset(_key(name) for name in _NAMES.split("\n") if name)


def is_known_holder(name: str) -> bool:
    """Return whether `name` is a name on the list, or one with its affiliates or contributors."""
    key = _key(name)
    return key in _KNOWN or _AND_OTHERS.sub("", key).rstrip(" .,") in _KNOWN
