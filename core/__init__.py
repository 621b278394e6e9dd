"""Making a picture. Knows nothing of Slack, HTTP or the function it runs in."""
