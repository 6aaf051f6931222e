"""The embedded model's own vocabulary: every word of its captions is one token, any other text falls into letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from skingen.data import SKIN_TONES
from skingen.embedded._captions import DRAWN_FEATURES
from skingen.renderer import DIAGNOSES

_ENDING, _START, _END = "</w>", "<|startoftext|>", "<|endoftext|>"


def caption_words() -> tuple[str, ...]:
    """The words of all captions, in alphabetical order."""
    texts = [*(diagnosis.replace("_", " ") for diagnosis in DIAGNOSES), *DRAWN_FEATURES.values(), *SKIN_TONES.values()]
    return tuple(sorted({word.strip(",") for text in texts for word in text.split()}))


def new_tokenizer(length: int) -> Any:
    """A `transformers.CLIPTokenizer` of the caption words; prompts hold `length` tokens, both ends counted."""
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import CLIPTokenizer

    letters = sorted(ByteLevel.alphabet())
    merges = _merges(caption_words())
    tokens = [*letters, *(letter + _ENDING for letter in letters), *("".join(merge) for merge in merges), _START, _END]
    return CLIPTokenizer(
        vocab={token: place for place, token in enumerate(dict.fromkeys(tokens))},
        merges=merges,
        model_max_length=length,
    )


def _merges(words: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs to join, most frequent first, until each word is one token (Sennrich et al. 2016, ACL).

    `tokenizers.trainers.BpeTrainer` breaks ties by chance, so that two runs give two vocabularies.
    """
    spelled = [(*word[:-1], word[-1] + _ENDING) for word in words]
    merges = []
    while any(len(tokens) > 1 for tokens in spelled):
        counts = Counter(pair for tokens in spelled for pair in pairwise(tokens))
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        merges.append(best)
        spelled = [_joined(tokens, best) for tokens in spelled]
    return merges


def _joined(tokens: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    joined: list[str] = []
    for token in tokens:
        if joined and (joined[-1], token) == pair:
            joined[-1] += token
        else:
            joined.append(token)
    return tuple(joined)
