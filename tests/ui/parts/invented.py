"""An invented call: its sound (tones, one side at a time), its peaks and its words."""

from __future__ import annotations

import io
import wave

import numpy as np
from numpy.typing import NDArray

RATE = 8000
SECONDS = 96.0
AGENT, CUSTOMER = 0, 1

TURNS: list[tuple[int, float, float, str]] = [
    (AGENT, 0.5, 3.0, "您好，请问有什么可以帮您？"),
    (CUSTOMER, 3.4, 8.0, "我家宽带从昨天晚上就断了，这已经是我第三次打电话了，你们到底管不管？"),
    (AGENT, 8.4, 11.6, "先生您先冷静一下，这个不归我管。"),
    (CUSTOMER, 12.0, 16.0, "不归你管？那我打 10000 号是打给谁的？"),
    (AGENT, 16.4, 21.5, "非常抱歉，宽带突然断网确实影响您工作，我马上帮您查一下线路情况。"),
    (AGENT, 21.9, 24.0, "请您稍等，我查询一下。"),
    (CUSTOMER, 36.0, 38.0, "查好了没有？"),
    (AGENT, 38.4, 45.0, "查到了，您小区的光缆今天上午在抢修，预计下午六点前恢复，恢复后我们会主动给您回电。"),
    (CUSTOMER, 45.4, 48.0, "那这两天的费用怎么算？"),
    (AGENT, 48.4, 55.0, "断网期间按天减免，每天 3.3 元，会在下个月的账单里体现，您不用再打一次电话。"),
    (CUSTOMER, 55.4, 57.0, "<b>行吧</b> 𠮷先生记一下"),
    (AGENT, 57.4, 63.0, "另外我看到您套餐每月 129 元，流量是不限量的，您可以放心用。"),
    (CUSTOMER, 63.4, 66.0, "不限量？上个月怎么还限速了？"),
    (AGENT, 66.4, 74.0, "对，超过 40 GB 以后会降速，这一点我刚才没有说清楚，给您说明一下。"),
    (CUSTOMER, 74.4, 77.0, "好，那我知道了。"),
    (AGENT, 84.0, 88.0, "请问还有其他可以帮您的吗？"),
    (CUSTOMER, 88.3, 89.5, "没有了。"),
    (AGENT, 90.0, 94.0, "感谢您的来电，祝您生活愉快，再见。"),
]


def signal() -> NDArray[np.float64]:
    """Two channels, samples in -1…1, shape (samples, 2)."""
    sound = np.zeros((int(SECONDS * RATE), 2))
    noise = np.random.default_rng(7)
    for channel, start, end, _ in TURNS:
        count = int((end - start) * RATE)
        time = np.arange(count) / RATE
        syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4.1 * time + channel)
        swell = np.repeat(noise.uniform(0.35, 1.0, count // 1600 + 1), 1600)[:count]
        sound[int(start * RATE) : int(start * RATE) + count, channel] = (
            0.6 * syllables * swell * np.sin(2 * np.pi * (180 + 90 * channel) * time)
        )
    return sound


def recording() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((signal() * 32000).astype("<i2").tobytes())
    return out.getvalue()


def peaks(channel: int) -> bytes:
    """The loudest sample of each 25th of a second."""
    windows = np.abs(signal()[:, channel]).reshape(-1, RATE // 25)
    return (windows.max(axis=1) * 255).astype(np.uint8).tobytes()
