// Where one is, in the address: #/ana/C0GENERAL/THREAD, or #/ana/back-room/JOB.

import { useSyncExternalStore } from "react";

export interface Route {
  person: string;
  /** A conversation's id, or BACK_ROOM. */
  place: string;
  /** A thread's `ts`, or in the back room a job's id; "" for neither. */
  detail: string;
}

export const BACK_ROOM = "back-room";

const START: Route = { person: "ana", place: "C0GENERAL", detail: "" };

let cached: { hash: string; route: Route } = { hash: "", route: START };

function current(): Route {
  const hash = window.location.hash;
  if (hash !== cached.hash) {
    const [person, place, detail] = hash
      .replace(/^#\/?/, "")
      .split("/")
      .map(decodeURIComponent);
    cached = {
      hash,
      route: { person: person || START.person, place: place || START.place, detail: detail ?? "" },
    };
  }
  return cached.route;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, current);
}

/** Go somewhere; what is not named stays, but a detail belongs to its place. */
export function go(to: Partial<Route>): void {
  const from = current();
  const next = {
    ...from,
    ...(to.place !== undefined && to.place !== from.place ? { detail: "" } : {}),
    ...to,
  };
  const parts = [next.person, next.place, next.detail].filter(Boolean).map(encodeURIComponent);
  window.location.hash = `#/${parts.join("/")}`;
}
