// What the composer offers while one types: commands, their options and values, and names.

import type { Seen } from "./store";
import type { Channel, Command } from "./types";

export interface Suggestion {
  /** Where the replaced word begins. */
  from: number;
  insert: string;
  shown: string;
  about: string;
  hint?: string;
  icon?: boolean;
  /** Whether nothing more is to be offered after it. */
  final?: boolean;
}

const MOST = 10;

/** Suggestions for what stands before the caret. */
export function suggest(
  text: string,
  caret: number,
  seen: Seen,
  channel: Channel,
  inThread: boolean,
): Suggestion[] {
  const before = text.slice(0, caret);
  const mention = /(^|\s)@([\w.-]*)$/.exec(before);
  if (mention) return mentions(caret - (mention[2] ?? "").length - 1, mention[2] ?? "", seen, channel);
  if (inThread || !before.startsWith("/")) return [];
  if (!/\s/.test(before)) return commands(before, seen.commands);
  const command = seen.commands.find((each) => before.startsWith(`${each.name} `));
  return command ? options(before, command) : [];
}

function commands(typed: string, all: Command[]): Suggestion[] {
  return all
    .filter((each) => each.name.startsWith(typed))
    .map((each) => ({
      from: 0,
      insert: `${each.name} `,
      shown: each.name,
      hint: each.hint,
      about: each.about,
      icon: each.app,
    }));
}

function options(before: string, command: Command): Suggestion[] {
  const value = /(?:^|\s)(--?[\w-]+)[ =]([^\s]*)$/.exec(before);
  const named = value && command.options.find((each) => each.name === value[1]);
  if (value && named?.values) {
    const typed = value[2] ?? "";
    return named.values
      .filter((each) => each.value.startsWith(typed) && each.value !== typed)
      .map((each) => ({
        from: before.length - typed.length,
        insert: `${each.value} `,
        shown: each.value,
        about: each.about,
        final: true,
      }));
  }
  const option = /(?:^|\s)(-[\w-]*)$/.exec(before);
  const typed = option?.[1];
  if (typed === undefined) return [];
  return command.options
    .filter((each) => each.name.startsWith(typed) && !before.includes(`${each.name} `))
    .slice(0, MOST)
    .map((each) => ({
      from: before.length - typed.length,
      insert: `${each.name} `,
      shown: each.name,
      about: each.about,
    }));
}

function mentions(from: number, typed: string, seen: Seen, channel: Channel): Suggestion[] {
  const people = seen.users
    .filter((each) => each.name.startsWith(typed.toLowerCase()))
    .map((each) => ({
      from,
      insert: `@${each.name} `,
      shown: `@${each.name}`,
      about: channel.members.includes(each.id) ? each.shown : `${each.shown} (not in channel)`,
      icon: each.bot,
      final: true,
    }));
  const here = [{ from, insert: "@here ", shown: "@here", about: "Everybody who is here", final: true }];
  return [...people, ...here.filter((each) => each.shown.startsWith(`@${typed}`))].slice(0, MOST);
}
