"""Nova's stand-in voice, by rules: the same words for the same request.

`phrasing` writes prompts, `dictionary` turns some foreign words into English, `seeing` says what a
source image looks like, `judging` fills in the forced tool. Understands nothing; says so where
that matters.
"""

from local.rewriter.voice import Rewriter

__all__ = ["Rewriter"]
