"""Train a small checkpoint in openai-whisper's own format on a dozen sentences of synthesized speech.

The result is for tests: ``whisper.load_model(path)`` and ``model.transcribe(...)`` run unchanged and give the right words for these
sentences, one utterance a window as the product cuts it, with and without the engine's own prompt, and nothing sensible for others. Needs
torch, openai-whisper, scipy and soundfile, and espeak-ng on the machine that trains.

    python -m tests.small_whisper.train OUT.pt [--minutes 20] [--start FROM.pt] [--speech FOLDER]

How it is made small and quick: width 64, one or two layers; only the token rows in use are trained, all others stay zero (so the
file compresses to a fraction), and the softmax over the unused rows is one constant, log(number of unused rows), which is exact.
Most of the time goes into short windows, a sixth of the work each; the last part into whole ones, which is what Whisper hears.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import subprocess
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import soundfile
import torch
import torch.nn.functional as F
import whisper
from scipy.signal import resample_poly
from whisper.model import ModelDimensions, Whisper
from whisper.tokenizer import get_tokenizer

from qa.audio.decode import decode
from qa.speech.whisper import PROMPTS
from tests.small_whisper.sentences import SENTENCES

VOICES = {"zh": "cmn-latn-pinyin", "en": "en-us"}  # the plain voice "cmn" reads its own pinyin aloud in English
SPEEDS = (140, 165, 190)
HEARD_AT = (140, 190, 190, 140, 165, 190, 140, 165, 190, 140, 165, 190)  # the speed of each sentence in the tests
RATE, BATCH = 16_000, 16
AROUND = 0.5  # seconds of silence on either side of a sentence in the tests
HERE = Path(__file__).parent
PEAK = 2e-3
SHORT, WHOLE = 400, 1500  # positions of the encoder, 50 a second: eight seconds hold every sentence, thirty are a window
SHORT_PART = 0.55  # of the time; the rest is spent on whole windows
TOKENIZER = get_tokenizer(True, num_languages=99, language="zh", task="transcribe")


def spoken(language: str, text: str, speed: int) -> np.ndarray:
    """A sentence by espeak-ng: mono float32 at 16 kHz."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        subprocess.run(["espeak-ng", "-v", VOICES[language], "-s", str(speed), "-w", path, text], check=True)
        sound, rate = soundfile.read(path, dtype="float32")
    return resample_poly(sound, RATE, rate).astype(np.float32)


def telephone(sound: np.ndarray) -> np.ndarray:
    """The same at 8 kHz."""
    return resample_poly(sound, 1, 2).astype(np.float32)


def written(language: str, text: str) -> list[int]:
    return TOKENIZER.encode(text if language == "zh" else " " + text)


def as_tested(folder: Path) -> list[tuple[np.ndarray, ...]]:
    """Each sentence's file in ``folder`` as the tests hear it: through the product's decoder, and resampled by scipy."""
    found = []
    for i, (language, _) in enumerate(SENTENCES):
        file = folder / f"{i:02}_{language}.flac"
        with tempfile.TemporaryDirectory() as scratch:
            decoded = decode(file, Path(scratch), name=file.name).lane(0)
        sound, rate = soundfile.read(file, dtype="float32")
        found.append((decoded, resample_poly(sound, RATE // rate, 1).astype(np.float32)))
    return found


def placed(
    sounds: dict[tuple[int, int, bool], np.ndarray], tested: list[tuple[np.ndarray, ...]], i: int
) -> tuple[np.ndarray, float, float]:
    """A sentence with a little silence on either side, and where it begins and ends, in seconds."""
    if random.random() < 0.7:
        sound = random.choice(tested[i])
        cut, behind = random.uniform(0, 0.4), random.uniform(0, 0.4)
        gain = random.choice((1.0, random.uniform(0.6, 1.2)))
        audio = sound[int(cut * RATE) : len(sound) - int(behind * RATE)] * gain
        return audio, AROUND - cut, len(sound) / RATE - AROUND - cut
    sound = sounds[i, random.choice(SPEEDS), random.random() < 0.5] * random.uniform(0.5, 1.2)
    before, after = random.uniform(0.05, 0.6), random.uniform(0.05, 0.6)
    audio = np.concatenate([np.zeros(int(before * RATE)), sound, np.zeros(int(after * RATE))])
    audio += np.random.randn(len(audio)) * random.uniform(0, 0.0008)
    return audio, before, before + len(sound) / RATE


def sample(
    sounds: dict[tuple[int, int, bool], np.ndarray], tested: list[tuple[np.ndarray, ...]], positions: int
) -> tuple[torch.Tensor, list[int], int]:
    """One utterance as the product cuts it, silence behind it: its mel, its tokens with timestamps, and how many of them are given."""
    i = random.randrange(len(SENTENCES))
    language, text = SENTENCES[i]
    audio, begins, ends = placed(sounds, tested, i)
    mel = whisper.log_mel_spectrogram(audio.astype(np.float32), padding=RATE // 2)
    # Whisper fills a window up with zeros behind the sound when it transcribes, and with silence when it looks for the language
    mel, rest = (mel[:, : len(audio) // 160], 0.0) if random.random() < 0.85 else (mel, float(mel.max()) - 2.0)
    mel = F.pad(mel, (0, max(2 * positions - mel.shape[-1], 0)), value=rest)[:, : 2 * positions]
    first, last = round(begins / 0.02), round(ends / 0.02)
    prompt = PROMPTS.get(language) if random.random() < 0.6 else None
    given = [TOKENIZER.sot_prev, *TOKENIZER.encode(" " + prompt)] if prompt else []
    tokens = [*given, TOKENIZER.sot, TOKENIZER.to_language_token(language), TOKENIZER.transcribe]
    tokens += [TOKENIZER.timestamp_begin + first, *written(language, text), TOKENIZER.timestamp_begin + last, TOKENIZER.eot]
    return mel, tokens, len(given)


def listen(model: Whisper, mel: torch.Tensor) -> torch.Tensor:
    """The encoder on fewer positions than a whole window."""
    encoder = model.encoder
    x = F.gelu(encoder.conv2(F.gelu(encoder.conv1(mel)))).permute(0, 2, 1)
    x = x + encoder.positional_embedding[: x.shape[1]]
    for block in encoder.blocks:
        x = block(x)
    return encoder.ln_post(x)


def used_tokens() -> list[int]:
    used = {TOKENIZER.sot, TOKENIZER.sot_prev, TOKENIZER.eot, TOKENIZER.transcribe, TOKENIZER.no_speech}
    used |= {TOKENIZER.to_language_token(language) for language in VOICES}
    used |= set(range(TOKENIZER.timestamp_begin, TOKENIZER.timestamp_begin + 1501))
    for language, text in SENTENCES:
        used |= set(written(language, text))
    return sorted(used)


def fresh(rows: torch.Tensor) -> Whisper:
    model = Whisper(ModelDimensions(80, 1500, 64, 2, 1, 51865, 448, 64, 2, 2))
    embedding = model.decoder.token_embedding.weight
    with torch.no_grad():
        embedding.zero_()
        embedding[rows] = torch.randn(len(rows), model.dims.n_text_state) * 0.05
        torch.nn.init.normal_(model.decoder.positional_embedding, std=0.02)
    return model


def train(
    model: Whisper,
    rows: torch.Tensor,
    sounds: dict[tuple[int, int, bool], np.ndarray],
    tested: list[tuple[np.ndarray, ...]],
    seconds: float,
) -> None:
    device = model.device
    rows = rows.to(device)
    place = torch.full((model.dims.n_vocab,), -100, device=device)
    place[rows] = torch.arange(len(rows), device=device)
    unused = math.log(model.dims.n_vocab - len(rows))
    embedding = model.decoder.token_embedding.weight

    def logits(mel: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
        heard = listen(model, mel)
        x = model.decoder.token_embedding(tokens) + model.decoder.positional_embedding[: tokens.shape[-1]]
        for block in model.decoder.blocks:
            x = block(x, heard, mask=model.decoder.mask)
        known = model.decoder.ln(x) @ embedding[rows].T
        return torch.cat([known, torch.full((*known.shape[:-1], 1), unused, device=device)], -1)

    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK, betas=(0.9, 0.98), weight_decay=0.0)
    started, step = time.time(), 0
    while (done := (time.time() - started) / seconds) < 1:
        rate = PEAK * min(1, (step + 1) / 100) * max(0.01, math.cos(done * math.pi / 2))
        for group in optimizer.param_groups:
            group["lr"] = rate
        batch = [sample(sounds, tested, SHORT if done < SHORT_PART else WHOLE) for _ in range(BATCH)]
        length = max(len(tokens) for _, tokens, _ in batch) - 1
        given = torch.full((BATCH, length), TOKENIZER.eot, device=device)
        wanted = torch.full((BATCH, length), -100, device=device)
        for k, (_, tokens, prompt) in enumerate(batch):
            given[k, : len(tokens) - 1] = torch.tensor(tokens[:-1])
            wanted[k, prompt : len(tokens) - 1] = place[torch.tensor(tokens[prompt + 1 :], device=device)]
        out = logits(torch.stack([mel for mel, _, _ in batch]).to(device), given)
        loss = F.cross_entropy(out.flatten(0, 1), wanted.flatten(), ignore_index=-100)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        if step % 50 == 0:
            print(step, round(time.time() - started), round(loss.item(), 4), flush=True)


def save_speech(folder: Path) -> None:
    """The sentences as the tests hear them: telephone sound with half a second of silence around it, and what is said when."""
    folder.mkdir(parents=True, exist_ok=True)
    around = np.zeros(4_000, np.float32)
    said = []
    for i, (language, text) in enumerate(SENTENCES):
        sound = telephone(spoken(language, text, HEARD_AT[i]))
        sound = np.round(sound * 0.8 * 1024) / 1024  # 11 bits, about what a telephone carries: half the size
        name = f"{i:02}_{language}.flac"
        soundfile.write(folder / name, np.concatenate([around, sound, around]), 8_000, subtype="PCM_16")
        loud = np.flatnonzero(np.abs(sound) > 0.01)
        start, end = (round(0.5 + int(loud[edge]) / 8_000, 2) for edge in (0, -1))
        said.append({"file": name, "language": language, "text": text, "start": start, "end": end})
    (folder / "said.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--start", type=Path, help="go on from this checkpoint")
    parser.add_argument("--speech", type=Path, default=HERE / "speech", help="the folder of the tests' sound; made where it is empty")
    options = parser.parse_args()
    for seed in (random.seed, np.random.seed, torch.manual_seed):
        seed(0)

    if not (options.speech / "said.json").exists():
        save_speech(options.speech)
    rows = torch.tensor(used_tokens())
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = whisper.load_model(str(options.start), device) if options.start else fresh(rows).to(device)
    sounds = {}
    for i, (language, text) in enumerate(SENTENCES):
        for speed in SPEEDS:
            wide = spoken(language, text, speed)
            narrow = resample_poly(telephone(wide), 2, 1)[: len(wide)].astype(np.float32)
            sounds[i, speed, False], sounds[i, speed, True] = wide, narrow
    train(model, rows, sounds, as_tested(options.speech), options.minutes * 60)
    state = {name: value.half().cpu() for name, value in model.state_dict().items()}
    torch.save({"dims": asdict(model.dims), "model_state_dict": state}, options.out)


if __name__ == "__main__":
    main()
