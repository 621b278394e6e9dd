// A conversation's mark and name.

import { Avatar } from "./avatar";
import { Icon } from "./icons";
import type { Channel, Person } from "./types";

export function ChannelMark({
  channel,
  around,
  size = 18,
}: {
  channel: Channel;
  around: { people: Map<string, Person>; me: Person };
  size?: number;
}) {
  if (channel.kind === "im") {
    const other = channel.members.find((each) => each !== around.me.id);
    return <Avatar person={around.people.get(other ?? around.me.id)} size={size + 2} />;
  }
  const icon = { channel: "hash", group: "lock", mpim: "people" } as const;
  return <Icon name={icon[channel.kind]} size={size} />;
}

export function channelTitle(channel: Channel): string {
  return channel.kind === "im" || channel.kind === "mpim" ? channel.shown : `#${channel.name}`;
}
