"""What the small checkpoint knows."""

SENTENCES = (
    ("zh", "您好，很高兴为您服务。"),
    ("zh", "我家的宽带又断网了。"),
    ("zh", "非常抱歉给您带来不便，我理解您的心情。"),
    ("zh", "这不是我的责任。"),
    ("zh", "我们规定就是这样。"),
    ("zh", "您的套餐每月三十九元。"),
    ("en", "thank you for calling, how may I help you?"),
    ("en", "my internet has been down for three days."),
    ("en", "I am so sorry for the trouble, I understand."),
    ("en", "that is not my problem."),
    ("en", "it is our policy."),
    ("en", "your plan costs thirty nine dollars a month."),
)
