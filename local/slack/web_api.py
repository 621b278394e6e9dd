"""The Web API: one table of methods, the token, the scopes, and the record of every call.

Knows nothing of HTTP but the bearer token it is given; `server` brings requests here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from local.slack import access, methods_chat, methods_files, methods_places, methods_views
from local.slack.arguments import Arguments, Refused
from local.slack.records import Json
from local.slack.state import SlackWorkspace

Run = Callable[[SlackWorkspace, Arguments], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """One Web API method.

    Attributes:
        run: Does it; returns the answer without `ok`.
        scopes: Of which one is needed; empty for none, or where it depends on the conversation.
    """

    run: Run
    scopes: tuple[str, ...] = ()


METHODS: dict[str, Method] = {
    "auth.test": Method(methods_places.auth_test),
    "chat.postMessage": Method(methods_chat.post_message, ("chat:write",)),
    "chat.update": Method(methods_chat.update, ("chat:write",)),
    "chat.delete": Method(methods_chat.delete, ("chat:write",)),
    "chat.getPermalink": Method(methods_chat.get_permalink),
    "chat.postEphemeral": Method(methods_chat.post_ephemeral, ("chat:write",)),
    "files.getUploadURLExternal": Method(methods_files.get_upload_url, ("files:write",)),
    "files.completeUploadExternal": Method(methods_files.complete_upload, ("files:write",)),
    "files.info": Method(methods_files.info, ("files:read",)),
    "files.delete": Method(methods_files.delete, ("files:write",)),
    "conversations.info": Method(methods_places.conversation_info, access.read_scopes()),
    "conversations.join": Method(methods_places.join, ("channels:join",)),
    "conversations.history": Method(methods_places.history, tuple(access.HISTORY_SCOPES.values())),
    "conversations.replies": Method(methods_places.replies, tuple(access.HISTORY_SCOPES.values())),
    "users.info": Method(methods_places.user_info, ("users:read",)),
    "views.open": Method(methods_views.open_view),
    "views.push": Method(methods_views.push_view),
    "views.update": Method(methods_views.update_view),
}


def answer(workspace: SlackWorkspace, name: str, token: str, values: Json) -> Json:
    """Carry out a call and say what Slack would answer.

    Args:
        workspace: Whom it is made to.
        name: Method name.
        token: Bearer token, "" when none came.
        values: Arguments as form or JSON carried them.
    """
    with workspace.journal.changing():
        method = METHODS.get(name)
        if method is None:
            return {"ok": False, "error": "unknown_method", "req_method": name}
        try:
            check_token(workspace, token)
            access.need_scope(workspace, *method.scopes)
            return {"ok": True, **method.run(workspace, Arguments(values))}
        except Refused as refusal:
            return refusal.response()


def check_token(workspace: SlackWorkspace, token: str) -> None:
    """Refuse what is not the app's token.

    Raises:
        Refused: "not_authed", "invalid_auth" or "token_revoked".
    """
    if not token:
        raise Refused("not_authed")
    if token != workspace.token:
        raise Refused("invalid_auth")
    if workspace.revoked:
        raise Refused("token_revoked")
