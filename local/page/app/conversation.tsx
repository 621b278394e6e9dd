// A conversation: its head, its messages by day, and the composer below.

import { useEffect, useMemo, useState } from "react";
import { Avatar } from "./avatar";
import { ChannelMark, channelTitle } from "./channel";
import { Composer } from "./composer";
import { DropTarget } from "./drop";
import { useFollowing } from "./following";
import { Icon } from "./icons";
import { Message, type Surroundings } from "./message";
import { moveBetweenMessages } from "./movement";
import { messagesOf, repliesTo, topLevel, type Seen } from "./store";
import { clock, day } from "./time";
import type { Channel, Message as Said, Notice } from "./types";

interface Props {
  seen: Seen;
  channel: Channel;
  around: Surroundings;
  onMenu: () => void;
}

export function Conversation({ seen, channel, around, onMenu }: Props) {
  const all = messagesOf(seen, channel.id);
  const shown = topLevel(all);
  const [dropped, setDropped] = useState<File[]>([]);
  const [since] = useState(() => seen.read[channel.id] ?? "");
  useEffect(() => {
    if (document.visibilityState === "visible") around.workspace.markRead(channel.id);
  }, [all.length, channel.id, around.workspace]);
  const title = channelTitle(channel);
  return (
    <DropTarget className="conversation" label={title} onFiles={setDropped}>
      <header className="pane-head">
        <button type="button" className="icon-button only-narrow" aria-label="Channels" onClick={onMenu}>
          <Icon name="menu" />
        </button>
        <h1 data-channel={channel.id}>
          <ChannelMark channel={channel} around={around} />
          {channel.shown}
        </h1>
        <span className="member-count" title={names(channel, around)}>
          <Icon name="people" size={16} /> {channel.members.length}
          <span className="hidden"> members</span>
        </span>
      </header>
      <MessageList
        label={title}
        shown={shown}
        all={all}
        since={since}
        notices={seen.notices.filter((each) => each.channel === channel.id || !each.channel)}
        around={around}
        intro={<Intro channel={channel} around={around} />}
      />
      <Composer
        key={channel.id}
        seen={seen}
        channel={channel}
        workspace={around.workspace}
        dropped={dropped}
        onTaken={() => setDropped([])}
      />
    </DropTarget>
  );
}

interface ListProps {
  label: string;
  shown: Said[];
  all: Said[];
  since: string;
  notices: Notice[];
  around: Surroundings;
  intro: React.ReactNode;
}

/** Messages oldest first. */
function MessageList({ label, shown, all, since, notices, around, intro }: ListProps) {
  const own = [
    ...notices,
    ...shown.filter((each) => each.user === around.me.id || each.only_for),
  ].reduce((newest, each) => (each.ts > newest ? each.ts : newest), "");
  const following = useFollowing(own);
  const rows = useMemo(() => layOut(shown, since, around.me.id), [shown, since, around.me.id]);
  return (
    <div className="scroller" {...following}>
      <div
        className="messages"
        role="log"
        aria-label={label}
        tabIndex={0}
        onKeyDown={moveBetweenMessages}
      >
        {intro}
        {rows.map(({ message, newDay, firstUnread, follows }) => (
          <div key={message.ts}>
            {newDay && <div className="day"><span>{day(message.ts)}</span></div>}
            {firstUnread && <div className="new-line"><span>New</span></div>}
            <Message
              message={message}
              around={around}
              follows={follows}
              replies={repliesTo(all, message.ts)}
            />
          </div>
        ))}
        {notices.map((each) => (
          <SlackbotSays key={each.number} notice={each} around={around} />
        ))}
      </div>
    </div>
  );
}

function SlackbotSays({ notice, around }: { notice: Notice; around: Surroundings }) {
  return (
    <article className="message private" aria-label="Slackbot">
      <p className="only-you">
        <Icon name="eye" size={14} /> Only visible to you
      </p>
      <div className="gutter">
        <Avatar person={undefined} />
      </div>
      <div className="said">
        <header className="said-head">
          <span className="author">Slackbot</span>
          <time>{clock(notice.ts)}</time>
        </header>
        <p>{notice.text}</p>
      </div>
      <div className="toolbar">
        <button
          type="button"
          className="icon-button"
          aria-label="Dismiss message"
          onClick={() => around.workspace.dismiss(notice.number)}
        >
          <Icon name="close" size={18} />
        </button>
      </div>
    </article>
  );
}

interface Row {
  message: Said;
  newDay: boolean;
  firstUnread: boolean;
  follows: boolean;
}

const TOGETHER_SECONDS = 300;

function layOut(shown: Said[], since: string, me: string): Row[] {
  let before: Said | undefined;
  let marked = false;
  return shown.map((message) => {
    const newDay = !before || day(before.ts) !== day(message.ts);
    const firstUnread = !marked && Boolean(since) && message.ts > since && message.user !== me;
    marked ||= firstUnread;
    const follows =
      !newDay &&
      !firstUnread &&
      before?.user === message.user &&
      before.only_for === message.only_for &&
      !message.by_bot &&
      !message.subtype?.startsWith("channel") &&
      Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS;
    before = message;
    return { message, newDay, firstUnread, follows };
  });
}

function Intro({ channel, around }: { channel: Channel; around: Surroundings }) {
  const alone = channel.kind === "im" || channel.kind === "mpim";
  return (
    <div className="intro">
      <p className="intro-title">
        <ChannelMark channel={channel} around={around} size={36} />
        {channel.shown}
      </p>
      <p>
        {alone ? "This is the beginning of your conversation." : `This is the beginning of #${channel.name}.`}{" "}
        {channel.joined
          ? "Type /imagine and what you want to see, or drop an image here."
          : "The app is not in here yet."}
      </p>
    </div>
  );
}

function names(channel: Channel, around: Surroundings): string {
  return channel.members.map((each) => around.people.get(each)?.shown ?? each).join(", ");
}
