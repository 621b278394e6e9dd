// One message: who, when, what, what people think of it, and what can be done with it.

import { memo, useState } from "react";
import { Avatar } from "./avatar";
import { Blocks, Shown, type Names } from "./blocks";
import { emoji } from "./emoji";
import { Icon } from "./icons";
import { go } from "./route";
import type { Workspace } from "./store";
import type { Theme } from "./theme";
import { clock, shortClock, whole } from "./time";
import { DeleteDialog, EditDialog } from "./rewriting";
import { Picker, react, Toolbar } from "./toolbar";
import type { Message as Said, Person, Shortcut } from "./types";

export interface Surroundings {
  workspace: Workspace;
  me: Person;
  people: Map<string, Person>;
  names: Names;
  theme: Theme;
  shortcuts: Shortcut[];
}

interface Props {
  message: Said;
  around: Surroundings;
  /** Whether it follows one of the same author closely, and needs no head. */
  follows?: boolean;
  replies?: Said[];
  /** Whether it is shown in a thread's pane already. */
  inPane?: boolean;
}

export const Message = memo(function Message(props: Props) {
  const { message, around, follows, replies = [], inPane } = props;
  const [doing, setDoing] = useState<"edit" | "delete" | null>(null);
  const author = around.people.get(message.user);
  const shown = author?.shown ?? "Slackbot";
  const classes = ["message", follows ? "follows" : "", message.only_for ? "private" : ""];
  return (
    <article
      className={classes.join(" ")}
      aria-label={`${shown}, ${clock(message.ts)}`}
      tabIndex={-1}
    >
      {message.only_for && (
        <p className="only-you">
          <Icon name="eye" size={14} /> Only visible to you
        </p>
      )}
      {message.broadcast && !inPane && (
        <p className="only-you">
          <Icon name="reply" size={14} /> replied to a thread
        </p>
      )}
      <div className="gutter">
        {follows ? (
          <time className="beside" title={whole(message.ts)}>
            {shortClock(message.ts)}
          </time>
        ) : (
          <Avatar person={author} />
        )}
      </div>
      <div className="said">
        {!follows && (
          <header className="said-head">
            <span className="author">{shown}</span>
            {message.by_bot && <span className="app-badge">APP</span>}
            <time title={whole(message.ts)}>{clock(message.ts)}</time>
          </header>
        )}
        <Words message={message} around={around} />
        <Files message={message} />
        <Reactions message={message} around={around} />
        {!inPane && replies.length > 0 && (
          <ThreadLink message={message} replies={replies} people={around.people} />
        )}
      </div>
      <Toolbar
        message={message}
        around={around}
        inPane={Boolean(inPane)}
        onDo={setDoing}
      />
      {doing === "edit" && (
        <EditDialog message={message} around={around} onClose={() => setDoing(null)} />
      )}
      {doing === "delete" && (
        <DeleteDialog message={message} around={around} onClose={() => setDoing(null)} />
      )}
    </article>
  );
});

function Words({ message, around }: { message: Said; around: Surroundings }) {
  if (message.subtype === "tombstone") return <p className="tombstone">{message.text}</p>;
  const blocks =
    message.blocks.length > 0 || !message.text
      ? message.blocks
      : [{ type: "section", text: { type: "mrkdwn" as const, text: message.text } }];
  return (
    <div className={message.subtype === "channel_join" ? "system-words" : "words"}>
      <Blocks
        blocks={blocks}
        pictures={message.pictures}
        names={around.names}
        theme={around.theme}
        onPress={(action, value) =>
          around.workspace.act("click", { ts: message.ts, action, value, channel: message.channel })
        }
      />
      {message.edited && !message.by_bot && <span className="edited"> (edited)</span>}
    </div>
  );
}

function Files({ message }: { message: Said }) {
  if (message.files.length === 0) return null;
  return (
    <div className={message.files.length > 1 ? "files several" : "files"}>
      {message.files.map((file) =>
        file.type.startsWith("image/") || file.gone ? (
          <Shown key={file.id} src={file.url} alt={file.alt} caption={file.name} picture={file} />
        ) : (
          <a key={file.id} className="file" href={file.url} download={file.name}>
            <Icon name="download" /> {file.name}
          </a>
        ),
      )}
    </div>
  );
}

function Reactions({ message, around }: { message: Said; around: Surroundings }) {
  const given = message.reactions ?? [];
  if (given.length === 0) return null;
  return (
    <div className="reactions" role="group" aria-label="Reactions">
      {given.map(({ name, users, count }) => {
        const mine = users.includes(around.me.id);
        const who = users.map((each) => around.people.get(each)?.shown ?? each).join(", ");
        return (
          <button
            type="button"
            key={name}
            className="reaction"
            aria-pressed={mine}
            aria-label={`${name}, ${count}: ${who}`}
            title={`${who} reacted with :${name}:`}
            onClick={() => react(around.workspace, message, name, mine)}
          >
            <span aria-hidden="true">{emoji(name)}</span> {count}
          </button>
        );
      })}
      <Picker message={message} around={around} className="reaction add" />
    </div>
  );
}

function ThreadLink({
  message,
  replies,
  people,
}: {
  message: Said;
  replies: Said[];
  people: Map<string, Person>;
}) {
  const authors = [...new Set(replies.map((each) => each.user))].slice(0, 4);
  const last = replies.at(-1);
  return (
    <button type="button" className="thread-link" onClick={() => go({ detail: message.ts })}>
      {authors.map((each) => (
        <Avatar key={each} person={people.get(each)} size={24} />
      ))}
      <span className="count">
        {replies.length} {replies.length === 1 ? "reply" : "replies"}
      </span>
      {last && <span className="quiet">Last reply at {clock(last.ts)}</span>}
    </button>
  );
}
