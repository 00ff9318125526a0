"""A checkpoint in Whisper's own format made into a model of CTranslate2, so that who has the one has the fast engine too.

Weights, tokenizer and settings are all taken from the checkpoint and from openai-whisper itself; nothing is fetched.
"""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from qa.errors import Misconfigured, ModelMissing
from qa.speech.family import sha256

STORED = "float16"
"""As official checkpoints are; what it is computed with is chosen at loading."""
_MARK = "checkpoint.sha256"


def converted(checkpoint: Path) -> Path:
    """The folder of the converted model beside a checkpoint; made where it is missing or was made from another file.

    Raises ModelMissing for a file that is no checkpoint, Misconfigured where nothing can be written beside it.
    """
    folder = checkpoint.with_name(f"{checkpoint.stem}-ct2")
    origin = sha256(checkpoint)
    if _made_from(folder) == origin:
        return folder
    try:
        # Into a folder of its own first: a conversion that breaks off must not look like a model.
        part = Path(tempfile.mkdtemp(prefix=".converting-", dir=checkpoint.parent))
        try:
            convert(checkpoint, part / "model")
            (part / "model" / _MARK).write_text(origin, encoding="ascii")
            if folder.exists():
                folder.rename(part / "old")
            (part / "model").rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as wrong:
        if _made_from(folder) == origin:  # another worker was quicker
            return folder
        raise Misconfigured("speech.no_conversion", folder=str(checkpoint.parent), why=wrong.strerror or str(wrong)) from wrong
    return folder


def convert(checkpoint: Path, folder: Path, quantization: str = STORED) -> None:
    """Write the converted model into ``folder``, which must not exist. Raises ModelMissing for a file that is no checkpoint."""
    import torch
    from ctranslate2.converters.converter import Converter

    try:
        loaded = torch.load(checkpoint, map_location="cpu", weights_only=True)
        dims, weights = loaded["dims"], {name: value.float().numpy() for name, value in loaded["model_state_dict"].items()}
    except Exception as problem:  # a damaged pickle raises anything
        raise ModelMissing("speech.model_damaged", file=str(checkpoint)) from problem
    tokenizer = _tokenizer(dims)

    class FromCheckpoint(Converter):  # type: ignore[misc]
        def _load(self) -> Any:
            return _spec(dims, weights, tokenizer, checkpoint.stem)

    FromCheckpoint().convert(str(folder), quantization=quantization)
    _write_tokenizer(tokenizer.encoding, folder / "tokenizer.json")
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": dims["n_mels"]}), encoding="utf-8")


def _made_from(folder: Path) -> str:
    mark = folder / _MARK
    return mark.read_text(encoding="ascii") if mark.is_file() else ""


def _tokenizer(dims: dict[str, int]) -> Any:
    from whisper.tokenizer import get_tokenizer

    multilingual = dims["n_vocab"] >= 51_865
    languages = dims["n_vocab"] - 51_765 - int(multilingual)  # as whisper.model.Whisper.num_languages reckons
    return get_tokenizer(multilingual, num_languages=languages, language="en" if multilingual else None, task="transcribe")


def _spec(dims: dict[str, int], weights: dict[str, Any], tokenizer: Any, name: str) -> Any:
    from ctranslate2.specs.whisper_spec import WhisperSpec

    spec = WhisperSpec(dims["n_audio_layer"], dims["n_audio_head"], dims["n_text_layer"], dims["n_text_head"])
    encoder, decoder = spec.encoder, spec.decoder
    for conv in ("conv1", "conv2"):
        getattr(encoder, conv).weight = weights[f"encoder.{conv}.weight"]
        getattr(encoder, conv).bias = weights[f"encoder.{conv}.bias"]
    encoder.position_encodings.encodings = weights["encoder.positional_embedding"]
    _norm(encoder.layer_norm, weights, "encoder.ln_post")
    for number, layer in enumerate(encoder.layer):
        _block(layer, weights, f"encoder.blocks.{number}")
    decoder.embeddings.weight = weights["decoder.token_embedding.weight"]
    decoder.projection.weight = weights["decoder.token_embedding.weight"]
    decoder.position_encodings.encodings = weights["decoder.positional_embedding"]
    _norm(decoder.layer_norm, weights, "decoder.ln")
    for number, layer in enumerate(decoder.layer):
        at = f"decoder.blocks.{number}"
        _block(layer, weights, at)
        _norm(layer.attention.layer_norm, weights, f"{at}.cross_attn_ln")
        _linear(layer.attention.linear[0], weights, f"{at}.cross_attn.query")
        _linear(layer.attention.linear[1], weights, f"{at}.cross_attn.key", f"{at}.cross_attn.value")
        _linear(layer.attention.linear[2], weights, f"{at}.cross_attn.out")
    encoding = tokenizer.encoding
    vocabulary = _vocabulary(encoding)
    spec.register_vocabulary(vocabulary + [f"<|pad{number}|>" for number in range(dims["n_vocab"] - len(vocabulary))])
    special = (tokenizer.transcribe, tokenizer.translate, tokenizer.sot, tokenizer.sot_prev, tokenizer.sot_lm, tokenizer.no_speech)
    spec.config.suppress_ids = sorted({*tokenizer.non_speech_tokens, *special})
    spec.config.suppress_ids_begin = [*encoding.encode(" "), tokenizer.eot]
    spec.config.lang_ids = list(tokenizer.all_language_tokens)
    spec.config.alignment_heads = _heads(name, dims["n_text_layer"], dims["n_text_head"])
    return spec


def _block(layer: Any, weights: dict[str, Any], at: str) -> None:
    _norm(layer.self_attention.layer_norm, weights, f"{at}.attn_ln")
    _linear(layer.self_attention.linear[0], weights, f"{at}.attn.query", f"{at}.attn.key", f"{at}.attn.value")
    _linear(layer.self_attention.linear[1], weights, f"{at}.attn.out")
    _norm(layer.ffn.layer_norm, weights, f"{at}.mlp_ln")
    _linear(layer.ffn.linear_0, weights, f"{at}.mlp.0")
    _linear(layer.ffn.linear_1, weights, f"{at}.mlp.2")


def _norm(spec: Any, weights: dict[str, Any], name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _linear(spec: Any, weights: dict[str, Any], *names: str) -> None:
    """One matrix, or several one above the other; Whisper's keys have no bias."""
    parts = [weights[f"{name}.weight"] for name in names]
    spec.weight = np.concatenate(parts)
    biases = [weights.get(f"{name}.bias", np.zeros(len(part), np.float32)) for name, part in zip(names, parts, strict=True)]
    spec.bias = np.concatenate(biases)


def _heads(name: str, layers: int, heads: int) -> list[tuple[int, int]]:
    """The heads that time the words: known for official checkpoints, else all of the upper half, as in Whisper."""
    import whisper

    dump = whisper._ALIGNMENT_HEADS.get(name)
    if dump is not None:
        known = np.frombuffer(gzip.decompress(base64.b85decode(dump)), dtype=bool)
        if known.size == layers * heads:
            return [(int(layer), int(head)) for layer, head in np.argwhere(known.reshape(layers, heads))]
    return list(itertools.product(range(layers // 2, layers), range(heads)))


def _shown() -> dict[int, str]:
    """A visible character for every byte, as byte-level vocabularies have them: printable ones stand for themselves."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in plain]
    return {byte: chr(byte) for byte in plain} | {byte: chr(256 + number) for number, byte in enumerate(others)}


def _vocabulary(encoding: Any) -> list[str]:
    """Every token in order of its number."""
    shown = _shown()
    ranked = sorted(encoding._mergeable_ranks.items(), key=lambda one: one[1])
    special = sorted(encoding._special_tokens.items(), key=lambda one: one[1])
    return ["".join(shown[byte] for byte in token) for token, _ in ranked] + [token for token, _ in special]


def _write_tokenizer(encoding: Any, file: Path) -> None:
    """The vocabulary as the ``tokenizers`` library reads it."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    shown, ranks = _shown(), encoding._mergeable_ranks
    vocabulary = {"".join(shown[byte] for byte in token): rank for token, rank in ranks.items()}
    merges = []
    for token, rank in sorted(ranks.items(), key=lambda one: one[1]):
        if len(token) > 1:
            left, right = _merged_from(ranks, token, rank)
            merges.append(("".join(shown[b] for b in left), "".join(shown[b] for b in right)))
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = sorted(encoding._special_tokens.items(), key=lambda one: one[1])
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token, _ in special])
    tokenizer.save(os.fspath(file))


def _merged_from(ranks: dict[bytes, int], token: bytes, rank: int) -> tuple[bytes, bytes]:
    """The two tokens that byte pair encoding makes this one from: what is left of its bytes once every earlier merge was made."""
    parts = [token[at : at + 1] for at in range(len(token))]
    while len(parts) > 2:
        pairs = [(ranks.get(one + other, rank), at) for at, (one, other) in enumerate(itertools.pairwise(parts))]
        best, at = min(pairs)
        if best >= rank:
            break
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts[0], b"".join(parts[1:])
