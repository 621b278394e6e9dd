"""Slack's side of the house, and the function's front door."""
