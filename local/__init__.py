"""A Slack workspace and an AWS region on a laptop, for trying and testing."""
