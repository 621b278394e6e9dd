// The rail with its two rooms and the person switcher, and the list of conversations.

import { Avatar } from "./avatar";
import { ChannelMark } from "./channel";
import { Icon, type IconName } from "./icons";
import { Menu } from "./menu";
import { BACK_ROOM, go, type Route } from "./route";
import { unread, type Seen } from "./store";
import { ThemeSwitch } from "./theme";
import type { Channel, Person } from "./types";

export function Rail({ seen, me, route }: { seen: Seen; me: Person; route: Route }) {
  const people = seen.users.filter((each) => !each.bot);
  return (
    <nav className="rail" aria-label="Rooms">
      <span className="team-icon" aria-hidden="true">
        LP
      </span>
      <Room icon="home" name="Slack" here={route.place !== BACK_ROOM} onGo={() => go({ place: "C0GENERAL" })} />
      <Room icon="wrench" name="Back room" here={route.place === BACK_ROOM} onGo={() => go({ place: BACK_ROOM })} />
      <span className="gap" />
      <ThemeSwitch />
      <Menu
        label={`You are ${me.shown}. Be somebody else`}
        trigger={<Avatar person={me} />}
        className="rail-person"
      >
        {people.map((each) => (
          <Menu.Item
            key={each.id}
            checked={each.id === me.id}
            onSelect={() => go({ person: each.name, place: "C0GENERAL", detail: "" })}
          >
            <Avatar person={each} size={24} /> {each.shown}
            {each.admin && <small>admin</small>}
            {each.id === me.id && <small>you</small>}
          </Menu.Item>
        ))}
      </Menu>
    </nav>
  );
}

function Room({
  icon,
  name,
  here,
  onGo,
}: {
  icon: IconName;
  name: string;
  here: boolean;
  onGo: () => void;
}) {
  return (
    <button
      type="button"
      className="rail-button"
      aria-current={here ? "page" : undefined}
      onClick={onGo}
    >
      <Icon name={icon} />
      <span>{name}</span>
    </button>
  );
}

export function Sidebar({
  seen,
  me,
  route,
  open,
  onGone,
}: {
  seen: Seen;
  me: Person;
  route: Route;
  open: boolean;
  onGone: () => void;
}) {
  const channels = seen.channels.filter((each) => each.kind === "channel" || each.kind === "group");
  const direct = seen.channels.filter((each) => each.kind === "im" || each.kind === "mpim");
  const withBot = (each: Channel) => each.kind === "im" && each.members.includes(seen.bot);
  const row = (channel: Channel) => (
    <Row key={channel.id} seen={seen} me={me} channel={channel} here={route.place === channel.id} onGone={onGone} />
  );
  return (
    <nav className={open ? "sidebar open" : "sidebar"} aria-label="Conversations">
      <p className="team">{seen.team}</p>
      <h2>Channels</h2>
      <ul>{channels.map(row)}</ul>
      <h2>Direct messages</h2>
      <ul>{direct.filter((each) => !withBot(each)).map(row)}</ul>
      <h2>Apps</h2>
      <ul>{direct.filter(withBot).map(row)}</ul>
    </nav>
  );
}

function Row({
  seen,
  me,
  channel,
  here,
  onGone,
}: {
  seen: Seen;
  me: Person;
  channel: Channel;
  here: boolean;
  onGone: () => void;
}) {
  const count = here ? 0 : unread(seen, channel);
  const counted = channel.kind === "im" || channel.kind === "mpim";
  return (
    <li>
      <button
        type="button"
        className={count > 0 ? "row unread" : "row"}
        aria-current={here ? "page" : undefined}
        onClick={() => {
          go({ place: channel.id });
          onGone();
        }}
      >
        <ChannelMark channel={channel} around={{ people: seen.people, me }} />
        <span className="row-name">{channel.shown}</span>
        {!channel.joined && !counted && <span className="row-note">without the app</span>}
        {count > 0 && counted && <span className="badge">{count}</span>}
        {count > 0 && <span className="hidden">, {count} unread</span>}
      </button>
    </li>
  );
}
