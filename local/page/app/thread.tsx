// A thread in the pane at the side.

import { useState } from "react";
import { channelTitle } from "./channel";
import { Composer } from "./composer";
import { DropTarget } from "./drop";
import { useFollowing } from "./following";
import { Icon } from "./icons";
import { Message, type Surroundings } from "./message";
import { moveBetweenMessages } from "./movement";
import { go } from "./route";
import { messagesOf, repliesTo, type Seen } from "./store";
import type { Channel } from "./types";

export function Thread({
  seen,
  channel,
  ts,
  around,
}: {
  seen: Seen;
  channel: Channel;
  ts: string;
  around: Surroundings;
}) {
  const [dropped, setDropped] = useState<File[]>([]);
  const all = messagesOf(seen, channel.id);
  const parent = all.find((each) => each.ts === ts);
  const replies = repliesTo(all, ts);
  const own = replies.findLast((each) => each.user === around.me.id || each.only_for)?.ts ?? "";
  const following = useFollowing(own);
  const close = () => go({ detail: "" });
  return (
    <DropTarget className="thread" label={`Thread in ${channelTitle(channel)}`} onFiles={setDropped}>
      <header className="pane-head">
        <h2>
          Thread <small>{channelTitle(channel)}</small>
        </h2>
        <button type="button" className="icon-button" aria-label="Close thread" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div className="scroller" {...following}>
        <div
          className="messages"
          role="log"
          aria-label="Thread"
          tabIndex={0}
          onKeyDown={(event) => {
            if (event.key === "Escape") close();
            else moveBetweenMessages(event);
          }}
        >
          {parent ? (
            <Message message={parent} around={around} inPane />
          ) : (
            <p className="tombstone">This message is not here any more.</p>
          )}
          {replies.length > 0 && (
            <p className="replies-line">
              <span>
                {replies.length} {replies.length === 1 ? "reply" : "replies"}
              </span>
            </p>
          )}
          {replies.map((each) => (
            <Message key={each.ts} message={each} around={around} inPane />
          ))}
        </div>
      </div>
      {parent && parent.subtype !== "tombstone" && (
        <Composer
          key={ts}
          seen={seen}
          channel={channel}
          workspace={around.workspace}
          dropped={dropped}
          onTaken={() => setDropped([])}
          thread={ts}
        />
      )}
    </DropTarget>
  );
}
