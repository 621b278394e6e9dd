// The whole page for one person: rail, conversations, the conversation one is in, thread, modal.

import { useEffect, useMemo, useState } from "react";
import { BackRoom } from "./backroom/room";
import { channelTitle } from "./channel";
import { Conversation } from "./conversation";
import type { Surroundings } from "./message";
import { BACK_ROOM, useRoute } from "./route";
import { Rail, Sidebar } from "./sidebar";
import { useSeen, Workspace, type Seen } from "./store";
import { useTheme } from "./theme";
import { Thread } from "./thread";
import { ViewDialog } from "./view";

export function App() {
  const route = useRoute();
  const workspace = useMemo(() => new Workspace(route.person), [route.person]);
  useEffect(() => {
    void workspace.open();
    return () => workspace.close();
  }, [workspace]);
  const seen = useSeen(workspace);
  if (!seen) return <p className="loading">Opening the workspace…</p>;
  return <Opened key={route.person} workspace={workspace} seen={seen} />;
}

function Opened({ workspace, seen }: { workspace: Workspace; seen: Seen }) {
  const route = useRoute();
  const theme = useTheme();
  const [menu, setMenu] = useState(false);
  const me = seen.people.get(seen.me);
  const channel = seen.channels.find((each) => each.id === route.place) ?? seen.channels[0];
  const around = useMemo<Surroundings | null>(
    () =>
      me
        ? {
            workspace,
            me,
            people: seen.people,
            names: {
              users: seen.users.map((each) => ({ id: each.id, name: each.name })),
              channels: seen.channels.map((each) => ({ id: each.id, name: each.name })),
            },
            theme,
            shortcuts: seen.shortcuts,
          }
        : null,
    [workspace, me, seen.people, seen.users, seen.channels, seen.shortcuts, theme],
  );
  const inBackRoom = route.place === BACK_ROOM;
  useEffect(() => {
    const where = inBackRoom || !channel ? "Back room" : channelTitle(channel);
    document.title = `${where} · Imagine, local preview`;
  }, [inBackRoom, channel]);
  if (!me || !around || !channel) return null;
  return (
    <div className="app">
      <header className="top">
        <p className="banner">
          <strong>Local preview workspace</strong>
          <span> · it runs on this machine alone; pictures and words come from stand-ins for the models</span>
        </p>
        {!seen.connected && (
          <p className="lost" role="alert">
            Connection lost. Trying again…
          </p>
        )}
      </header>
      <Rail seen={seen} me={me} route={route} />
      {inBackRoom ? (
        <BackRoom job={route.detail} />
      ) : (
        <>
          <Sidebar seen={seen} me={me} route={route} open={menu} onGone={() => setMenu(false)} />
          {menu && <div className="veil" onClick={() => setMenu(false)} />}
          <main className={route.detail ? "main with-thread" : "main"}>
            <Conversation key={channel.id} seen={seen} channel={channel} around={around} onMenu={() => setMenu(!menu)} />
            {route.detail && <Thread key={route.detail} seen={seen} channel={channel} ts={route.detail} around={around} />}
          </main>
        </>
      )}
      {seen.view && <ViewDialog key={seen.view.id} view={seen.view} around={around} />}
    </div>
  );
}
