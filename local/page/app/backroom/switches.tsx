// Switches that make trouble for the next picture.

import { useEffect, useRef, useState } from "react";
import { act, read } from "../api";
import type { Switch } from "./types";

export function Switches({ job, tick }: { job: string; tick: string }) {
  const [switches, setSwitches] = useState<Switch[]>([]);
  const [said, setSaid] = useState("");
  const orders = useRef({ pending: 0, done: 0 }).current;
  useEffect(() => {
    const { done } = orders;
    void read<{ switches: Switch[] }>("/backroom/trouble").then((got) => {
      // Read before an order was carried out, it would turn the switch back.
      if (orders.pending === 0 && orders.done === done) setSwitches(got.switches);
    });
  }, [tick, orders]);
  const order = async (id: string, times: number) => {
    setSwitches((all) => all.map((each) => (each.id === id ? { ...each, left: times } : each)));
    orders.pending += 1;
    const got = await act<{ switches: Switch[] }>("/backroom/trouble", { id, times });
    orders.pending -= 1;
    orders.done += 1;
    if (orders.pending === 0) setSwitches(got.switches);
  };
  const kill = async () => {
    const { killed } = await act<{ killed: number }>("/backroom/kill", { job });
    setSaid(killed > 0 ? "Killed." : "Nobody is at work on it.");
    setTimeout(() => setSaid(""), 3000);
  };
  const groups = [...new Set(switches.map((each) => each.group))];
  return (
    <aside className="switches" aria-label="Make trouble">
      <h2>Make trouble</h2>
      <p className="quiet">Then ask for a picture in Slack, and see what people are told.</p>
      {groups.map((group) => (
        <section key={group}>
          <h3>{group}</h3>
          {group === "Worker" && (
            <p className="switch">
              <span>
                Kill it now<small>Whoever works on the picture shown here dies at once.</small>
              </span>
              <button type="button" className="button small" onClick={() => void kill()}>
                Kill
              </button>
            </p>
          )}
          {switches
            .filter((each) => each.group === group)
            .map((each) => (
              <Row key={each.id} each={each} order={order} />
            ))}
        </section>
      ))}
      <p role="status">{said}</p>
    </aside>
  );
}

function Row({
  each,
  order,
}: {
  each: Switch;
  order: (id: string, times: number) => Promise<void>;
}) {
  if (!each.counted) {
    return (
      <label className="switch">
        <span>
          {each.label}
          <small>{each.about}</small>
        </span>
        <input
          type="checkbox"
          role="switch"
          checked={each.left !== 0}
          onChange={(event) => void order(each.id, event.target.checked ? -1 : 0)}
        />
      </label>
    );
  }
  return (
    <p className="switch">
      <span>
        {each.label}
        <small>{each.about}</small>
      </span>
      <span className="counter">
        <button
          type="button"
          className="button small"
          aria-label={`${each.label}: one less`}
          disabled={each.left === 0}
          onClick={() => void order(each.id, each.left - 1)}
        >
          −
        </button>
        <output>{each.left}</output>
        <button
          type="button"
          className="button small"
          aria-label={`${each.label}: one more`}
          onClick={() => void order(each.id, each.left + 1)}
        >
          +
        </button>
      </span>
    </p>
  );
}
