// Small readings of Slack's text objects.

import { BY_NAME } from "./emoji";
import type { Text } from "./types";

/** A text object's words, without markup; emoji codes as emoji where it asks for them. */
export function plain(text: Text | undefined | null): string {
  if (!text) return "";
  return text.emoji === false ? unescape(text.text) : withEmoji(unescape(text.text));
}

/** Words with Slack's three reserved characters as they are read. */
export function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

export function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+-]+):/g, (code, name: string) => BY_NAME.get(name) ?? code);
}
