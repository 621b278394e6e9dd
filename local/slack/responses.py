"""What comes back to an interaction: bodies for response URLs and a command's own reply.

They need no membership, are seen by one person unless they say `in_channel`, and can replace or
delete the message that was acted on. An ephemeral message stays one.
"""

from __future__ import annotations

from typing import Any

from local.slack.arguments import Arguments, Refused
from local.slack.methods_chat import POST_TEXT, read_content
from local.slack.records import Json, Message
from local.slack.state import SlackWorkspace
from local.slack.tickets import ResponseUrl


def answer(workspace: SlackWorkspace, ticket_id: str, body: object) -> tuple[int, Json]:
    """Take a POST to a response URL: HTTP status and what is said."""
    with workspace.journal.changing():
        try:
            ticket = workspace.tickets.use_response(ticket_id)
        except Refused as refusal:
            return 404, refusal.response()
        if not isinstance(body, dict):
            return 400, {"ok": False, "error": "invalid_payload"}
        try:
            apply(workspace, ticket, body)
        except Refused as refusal:
            return 400, refusal.response()
        return 200, {"ok": True}


def apply(workspace: SlackWorkspace, ticket: ResponseUrl, body: Json) -> Message | None:
    """Do what a body asks for; the message shown, or None when one was deleted.

    Raises:
        Refused: As posting does, or "invalid_arguments" for an unknown `response_type`.
    """
    with workspace.journal.changing():
        return _apply(workspace, ticket, Arguments(body))


def _apply(workspace: SlackWorkspace, ticket: ResponseUrl, args: Arguments) -> Message | None:
    source = _source(workspace, ticket)
    if args.flag("delete_original"):
        if source is None:
            raise Refused("message_not_found")
        workspace.remove_message(source)
        return None
    kind = args.text("response_type")
    if kind not in {"", "ephemeral", "in_channel"}:
        raise Refused("invalid_arguments", "must be one of ephemeral, in_channel")
    fields: dict[str, Any] = read_content(workspace, args, POST_TEXT)
    if source is not None and args.flag("replace_original"):
        return workspace.change_message(source, edited=workspace.journal.new_ts(), **fields)
    return workspace.add_message(
        ticket.channel,
        workspace.bot.id,
        by_bot=True,
        thread_ts=args.ts("thread_ts", "invalid_thread_ts"),
        only_for="" if kind == "in_channel" else ticket.user,
        **fields,
    )


def _source(workspace: SlackWorkspace, ticket: ResponseUrl) -> Message | None:
    """The bot's message whose button was pressed; commands and shortcuts have none."""
    found = workspace.message(ticket.channel, ticket.message_ts)
    return found or workspace.private_message(ticket.message_ts)
