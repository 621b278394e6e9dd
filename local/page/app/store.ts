// What one person sees, kept up to date by the server's stream.

import { useSyncExternalStore } from "react";
import { act, read, Refused } from "./api";
import type { Channel, Message, Notice, Person, State, Update } from "./types";

export interface Seen extends Omit<State, "messages"> {
  people: Map<string, Person>;
  messages: Map<string, Map<string, Message>>;
  notices: Notice[];
  /** Newest message seen in each conversation. */
  read: Record<string, string>;
  connected: boolean;
}

/** Stands before every message: an empty conversation that has been looked at. */
const NOTHING = "0";

export class Workspace {
  private seen: Seen | null = null;
  private source: EventSource | null = null;
  private listeners = new Set<() => void>();
  private localNotices = 0;
  private closed = false;

  constructor(readonly person: string) {}

  /** Load everything, then listen. */
  async open(): Promise<void> {
    await this.act("arrive", {});
    await this.begin();
  }

  close(): void {
    this.closed = true;
    this.source?.close();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): Seen | null => this.seen;

  /** Do something as this person; what Slack would say about it appears as a notice. */
  async act(what: string, body: Record<string, unknown>, files?: Record<string, File[]>) {
    try {
      return await act<{ error: string; ts?: string }>(
        `/act/${what}`,
        { as: this.person, ...body },
        files,
      );
    } catch (error) {
      const channel = typeof body.channel === "string" ? body.channel : "";
      if (error instanceof Refused && !what.startsWith("view/")) this.tell(channel, error.message);
      throw error;
    }
  }

  /** The same, for whoever need not know what came of it. */
  do(what: string, body: Record<string, unknown>): void {
    this.act(what, body).catch(() => {});
  }

  /** Show something as Slackbot would, to this person alone. */
  tell(channel: string, text: string): void {
    this.localNotices -= 1;
    this.change({ notices: [...(this.seen?.notices ?? []), notice(this.localNotices, channel, text)] });
  }

  dismiss(number: number): void {
    this.change({ notices: (this.seen?.notices ?? []).filter((each) => each.number !== number) });
  }

  /** Remember that a conversation has been looked at. */
  markRead(channel: string): void {
    const latest = [...(this.seen?.messages.get(channel)?.keys() ?? [])].reduce(later, "");
    if (!this.seen || this.seen.read[channel] === (latest || NOTHING)) return;
    const read = { ...this.seen.read, [channel]: latest || NOTHING };
    remember(this.person, read);
    this.change({ read });
  }

  /** Load, then listen from there on: what happens meanwhile is in the one or the other. */
  private async begin(): Promise<void> {
    this.source?.close();
    await this.load();
    if (!this.closed) this.listen();
  }

  private async load(): Promise<void> {
    const state = await read<State>("/state", { as: this.person });
    const messages = new Map(
      Object.entries(state.messages).map(([id, list]) => [
        id,
        new Map(list.map((message) => [message.ts, message])),
      ]),
    );
    this.seen = {
      ...state,
      messages,
      people: new Map(state.users.map((each) => [each.id, each])),
      notices: this.seen?.notices ?? [],
      read: this.seen?.read ?? recall(this.person),
      connected: true,
    };
    this.announce();
  }

  private listen(): void {
    const query = new URLSearchParams({ as: this.person, after: String(this.seen?.number ?? 0) });
    const source = new EventSource(`/stream?${query}`);
    this.source = source;
    source.onopen = () => this.change({ connected: true });
    source.onmessage = (event) => this.apply(JSON.parse(event.data) as Update);
    source.onerror = () => this.change({ connected: false });
  }

  private apply(update: Update): void {
    if (!this.seen) return;
    switch (update.kind) {
      case "message":
        this.change({ messages: withMessage(this.seen.messages, update) });
        break;
      case "view":
        this.change({ view: update.view });
        break;
      case "notice":
        this.change({
          notices: [...this.seen.notices, notice(update.number, update.channel, update.text)],
        });
        break;
      case "file_gone":
        this.change({ messages: withoutFile(this.seen.messages, update.file) });
        break;
      case "state":
        void this.begin();
        break;
    }
  }

  private change(part: Partial<Seen>): void {
    if (!this.seen) return;
    this.seen = { ...this.seen, ...part };
    this.announce();
  }

  private announce(): void {
    for (const listener of this.listeners) listener();
  }
}

/** What a workspace shows now; null until it has been loaded. */
export function useSeen(workspace: Workspace): Seen | null {
  return useSyncExternalStore(workspace.subscribe, workspace.snapshot);
}

/** A conversation's messages, oldest first. */
export function messagesOf(seen: Seen, channel: string): Message[] {
  const found = [...(seen.messages.get(channel)?.values() ?? [])];
  return found.sort((one, other) => (one.ts < other.ts ? -1 : 1));
}

/** What stands in the channel itself: no replies but broadcast ones. */
export function topLevel(messages: Message[]): Message[] {
  return messages.filter((each) => !inThread(each) || each.broadcast);
}

/** The replies below a message, oldest first. */
export function repliesTo(messages: Message[], ts: string): Message[] {
  return messages.filter((each) => inThread(each) && each.thread_ts === ts);
}

export function inThread(message: Message): boolean {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

/** How many messages of others a person has not seen in a conversation. */
export function unread(seen: Seen, channel: Channel): number {
  const since = seen.read[channel.id] ?? "";
  return messagesOf(seen, channel.id).filter((each) => each.ts > since && each.user !== seen.me)
    .length;
}

function withMessage(
  all: Map<string, Map<string, Message>>,
  update: { channel: string; ts: string; message: Message | null },
): Map<string, Map<string, Message>> {
  const there = new Map(all.get(update.channel));
  if (update.message) there.set(update.ts, update.message);
  else there.delete(update.ts);
  return new Map(all).set(update.channel, there);
}

function withoutFile(
  all: Map<string, Map<string, Message>>,
  file: string,
): Map<string, Map<string, Message>> {
  const gone = (message: Message): Message => ({
    ...message,
    files: message.files.map((each) => (each.id === file ? { ...each, gone: true } : each)),
    pictures: Object.fromEntries(
      Object.entries(message.pictures).map(([id, each]) => [
        id,
        id === file ? { ...each, gone: true } : each,
      ]),
    ),
  });
  return new Map(
    [...all].map(([id, there]) => [id, new Map([...there].map(([ts, each]) => [ts, gone(each)]))]),
  );
}

function notice(number: number, channel: string, text: string): Notice {
  return { number, channel, text, ts: (Date.now() / 1000).toFixed(6) };
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}

function remember(person: string, read: Record<string, string>): void {
  sessionStorage.setItem(`read:${person}`, JSON.stringify(read));
}

function recall(person: string): Record<string, string> {
  return JSON.parse(sessionStorage.getItem(`read:${person}`) ?? "{}") as Record<string, string>;
}
