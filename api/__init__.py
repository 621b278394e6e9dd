"""The REST door: `/generate`, `/generate-enhanced`, `/jobs/{id}`; and direct invocations alike.

Loaded when the first such request comes, so that Slack's acknowledgements do not pay for it.
"""
