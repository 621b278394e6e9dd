// What can be done with a message, beside it: react, reply, use a shortcut, edit, delete.

import { AT_HAND, PICKER } from "./emoji";
import { Icon } from "./icons";
import { Menu } from "./menu";
import type { Surroundings } from "./message";
import { go } from "./route";
import type { Workspace } from "./store";
import type { Message as Said } from "./types";

export function Toolbar({
  message,
  around,
  inPane,
  onDo,
}: {
  message: Said;
  around: Surroundings;
  inPane: boolean;
  onDo: (what: "edit" | "delete") => void;
}) {
  const { workspace, me } = around;
  if (message.subtype === "tombstone") return null;
  if (message.only_for) {
    return (
      <div className="toolbar">
        <button
          type="button"
          className="icon-button"
          aria-label="Dismiss message"
          title="Dismiss message"
          onClick={() => workspace.do("dismiss", { ts: message.ts })}
        >
          <Icon name="close" size={18} />
        </button>
      </div>
    );
  }
  const thread = message.thread_ts || message.ts;
  const mine = message.user === me.id;
  return (
    <div className="toolbar" role="toolbar" aria-label="Message actions">
      {AT_HAND.map(([name, character]) => (
        <button
          type="button"
          key={name}
          className="icon-button"
          aria-label={`React with ${name}`}
          title={`:${name}:`}
          onClick={() => react(workspace, message, name, false)}
        >
          {character}
        </button>
      ))}
      <Picker message={message} around={around} />
      {!inPane && (
        <button
          type="button"
          className="icon-button"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => go({ detail: thread })}
        >
          <Icon name="reply" size={18} />
        </button>
      )}
      <Menu label="More actions" trigger={<Icon name="more" size={18} />}>
        {around.shortcuts.map((shortcut) => (
          <Menu.Item
            key={shortcut.callback_id}
            onSelect={() =>
              workspace.do("shortcut", {
                ts: message.ts,
                callback_id: shortcut.callback_id,
                channel: message.channel,
              })
            }
          >
            <Icon name="spark" size={16} /> {shortcut.name} <small>Imagine</small>
          </Menu.Item>
        ))}
        {mine && (
          <Menu.Item onSelect={() => onDo("edit")}>
            <Icon name="edit" size={16} /> Edit message
          </Menu.Item>
        )}
        {(mine || me.admin) && (
          <Menu.Item danger onSelect={() => onDo("delete")}>
            <Icon name="trash" size={16} /> Delete message…
          </Menu.Item>
        )}
      </Menu>
    </div>
  );
}

export function Picker({
  message,
  around,
  className,
}: {
  message: Said;
  around: Surroundings;
  className?: string;
}) {
  return (
    <Menu
      label="Add reaction"
      trigger={<Icon name="smile" size={18} />}
      kind="grid"
      {...(className ? { className } : {})}
    >
      {PICKER.map(([name, character]) => (
        <Menu.Item
          key={name}
          label={name}
          onSelect={() => react(around.workspace, message, name, false)}
        >
          {character}
        </Menu.Item>
      ))}
    </Menu>
  );
}

export function react(workspace: Workspace, message: Said, name: string, remove: boolean): void {
  workspace.do("react", { ts: message.ts, emoji: name, remove, channel: message.channel });
}
