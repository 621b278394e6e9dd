"""The modals on people's screens: a stack of at most three for each person.

Knows how views are stacked, replaced and closed; whether their content is right is `blockkit`'s
question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from local.slack.arguments import Refused
from local.slack.journal import Journal
from local.slack.records import Json, View

DEEPEST = 3
"""Views that one stack holds (docs: modals)."""


class Modals:
    """Every open view.

    Args:
        journal: The workspace's lock, ids and log.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._stacks: dict[str, tuple[View, ...]] = {}

    def stack(self, user: str) -> tuple[View, ...]:
        """A person's open views, the one in front last."""
        return self._stacks.get(user, ())

    def top(self, user: str) -> View | None:
        """The view in front of a person, or None."""
        stack = self.stack(user)
        return stack[-1] if stack else None

    def find(self, view_id: str) -> View:
        """The open view of that id.

        Raises:
            Refused: "not_found".
        """
        for stack in self._stacks.values():
            for view in stack:
                if view.id == view_id:
                    return view
        raise Refused("not_found")

    def open(self, user: str, payload: Json) -> View:
        """Put a view before a person; whatever was open is gone."""
        with self._journal.changing():
            view_id = self._journal.new_id("V")
            view = View(view_id, user, self._new_hash(), payload, root_id=view_id)
            self._stacks[user] = (view,)
            self._note(view, "opened")
            return view

    def push(self, user: str, payload: Json) -> View:
        """Put a view on top of the one in front.

        Raises:
            Refused: "push_limit_reached", or "not_found" when nothing is open.
        """
        with self._journal.changing():
            stack = self.stack(user)
            if not stack:
                raise Refused("not_found")
            if len(stack) >= DEEPEST:
                raise Refused("push_limit_reached")
            view = View(
                self._journal.new_id("V"),
                user,
                self._new_hash(),
                payload,
                root_id=stack[0].id,
                previous_id=stack[-1].id,
            )
            self._stacks[user] = (*stack, view)
            self._note(view, "opened")
            return view

    def update(self, view: View, payload: Json, expected_hash: str = "") -> View:
        """Replace a view's content, keeping what was entered in inputs that stay.

        Raises:
            Refused: "hash_conflict" when the view has changed since `expected_hash`.
        """
        with self._journal.changing():
            view = self.find(view.id)
            if expected_hash and expected_hash != view.hash:
                raise Refused("hash_conflict")
            kept = {block["block_id"] for block in payload["blocks"]}
            state = {key: value for key, value in view.state.items() if key in kept}
            changed = replace(view, payload=payload, hash=self._new_hash(), errors={}, state=state)
            self._replace(changed)
            self._note(changed, "updated")
            return changed

    def remember(self, view: View, state: Mapping[str, Json]) -> View:
        """Keep what a person has entered."""
        with self._journal.changing():
            changed = replace(view, state=dict(state))
            self._replace(changed)
            return changed

    def show_errors(self, view: View, errors: Mapping[str, str]) -> None:
        """Show a message under inputs, by block id."""
        with self._journal.changing():
            changed = replace(self.find(view.id), errors=dict(errors))
            self._replace(changed)
            self._note(changed, "errors")

    def close(self, view: View) -> None:
        """Take away a view and what is on top of it; the one below is in front again."""
        with self._journal.changing():
            stack = self.stack(view.user)
            ids = [each.id for each in stack]
            if view.id in ids:
                self._stacks[view.user] = stack[: ids.index(view.id)]
                self._note(view, "closed")

    def clear(self, user: str) -> None:
        """Take away a person's whole stack."""
        stack = self.stack(user)
        if stack:
            self.close(stack[0])

    def _replace(self, view: View) -> None:
        stack = self.stack(view.user)
        self._stacks[view.user] = tuple(view if each.id == view.id else each for each in stack)

    def _new_hash(self) -> str:
        return f"{self._journal.new_ts()}.{self._journal.new_id('h').lower()}"

    def _note(self, view: View, what: str) -> None:
        self._journal.note("view", {"view": view.id, "what": what}, user=view.user)
