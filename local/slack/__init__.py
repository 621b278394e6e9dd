"""A Slack workspace on a laptop, as strict as the real one: what Slack refuses is refused here."""
