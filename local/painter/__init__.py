"""Pictures for a machine without the model: drawn from the words, the same every time.

`Painting` says what is to be painted. `plain.paint_plain` is quick and says little;
`painter.paint` composes a scene. Nothing here knows Bedrock or Slack.
"""
