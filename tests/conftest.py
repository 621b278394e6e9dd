"""What all tests share: how many examples a property is tried with.

Examples are the same in every run, so that a run says something about the change and nothing about
luck. `make faults` looks for new ones.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("commit", max_examples=30, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=100, deadline=None, derandomize=True)
settings.load_profile("commit")
