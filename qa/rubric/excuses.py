"""What takes the fault from a banned phrase: quoting somebody, asking about it, or saying that one does not say it."""

from __future__ import annotations

from qa.rubric.condition import Phrases
from qa.rubric.match import Hit
from qa.rubric.scene import Scene

QUOTED = Phrases.model_validate(
    {
        "zh": [
            "[您你]是?(刚才|刚刚|之前|上次)?是?(说|讲|提到|反映|反馈)(过|了|到)?(的是)?",
            "[您你]的意思是",
            "(听到|听见)[您你]?",
            "(谁|哪位|有人|同事|他|他们|她|客服|别人|前台|营业厅|师傅).{0,6}(说|讲|告诉|答复|回复)[您你]?(的是)?",
            "(不是|没有|没|不会|不能|不该|不应该|不可以|从来没有?|绝不会?|不敢|禁止|不允许|不要)再?(跟|对|和|向)?[您你]?(这样|这么)?(说|讲)",
        ],
        "en": [
            r"you (just |already |also )?(said|say|mentioned|told|were told|heard|reported|wrote)( me| us)?( that)?",
            r"(he|she|they|somebody|someone|anyone|anybody|who)( \w+){0,2} (said|say|says|told|tell)( you| me| us)?( that)?",
            r"(colleague|agent|staff|rep|representative)( \w+){0,2} (said|say|says|told|tell)( you| me| us)?( that)?",
            r"(not|never|\w+n't)( \w+)? (say|saying|tell|telling|claim|claiming|mean|meaning|suggesting)( you)?( that)?",
        ],
    }
)
"""Words that excuse what follows them in the same sentence."""

DENIED = Phrases.model_validate(
    {
        "zh": ["(我|我们|这|那)(并|绝对?|可|肯定|当然|真的?)?(不是|不会|并非)", "(并|绝对?|肯定|当然)(不是|不会)", "并非"],
        "en": [r"(it's|it is|that's|i'm|we're) not that", "not because"],
    }
)
"""Words that excuse what follows them without a pause."""

BELOW = Phrases.model_validate(
    {
        "zh": ["(这种|这样的|这类|这些|这句|这|那种|那样的|那句)(话|说法|答复|回答|态度)", "(是|就是)?谁(说|讲|告诉[您你])的"],
        "en": [r"is (not|never) (what|something|an answer)( \w+){0,2}", r"isn't (what|something|an answer)( \w+){0,2}"],
    }
)
"""Words that excuse what stands right before them."""

LISTS = (QUOTED, DENIED, BELOW)

_REACH = {"zh": 8, "en": 20}
_BELOW_REACH = 4
_TAKEN_UP = ("的", " is ", " isn't", " was ")
"""After "you said" these take up the matter itself (您说的这个…): what follows is the agent's own again."""


def excused(scene: Scene, hit: Hit) -> bool:
    """Whether a banned phrase was said without fault."""
    said = scene.said[hit.utterance]
    begin, end = said.sentence(hit.at)
    place = frozenset({hit.utterance})
    reach = _REACH.get(scene.language, 20)
    for near in scene.hits.of(QUOTED.of(scene.language), place):
        between = said.text[near.to : hit.at]
        if begin <= near.at and near.to <= hit.at <= near.to + reach and not between.startswith(_TAKEN_UP):
            return True
    for near in scene.hits.of(DENIED.of(scene.language), place):
        if begin <= near.at and near.to <= hit.at <= near.to + 3 and not scene.paused(hit.utterance, near.to, hit.at):
            return True
    return any(
        hit.to <= near.at <= hit.to + _BELOW_REACH and near.at < max(end, hit.to + 1)
        for near in scene.hits.of(BELOW.of(scene.language), place)
    )
