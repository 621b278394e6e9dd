// The emoji that the picker offers, by Slack's names.

export const PICKER: readonly (readonly [string, string])[] = [
  ["art", "🎨"],
  ["repeat", "🔁"],
  ["x", "❌"],
  ["+1", "👍"],
  ["heart", "❤️"],
  ["joy", "😂"],
  ["tada", "🎉"],
  ["eyes", "👀"],
  ["white_check_mark", "✅"],
  ["raised_hands", "🙌"],
  ["fire", "🔥"],
  ["heart_eyes", "😍"],
  ["thinking_face", "🤔"],
  ["clap", "👏"],
  ["rocket", "🚀"],
  ["pray", "🙏"],
  ["wave", "👋"],
  ["bulb", "💡"],
  ["star", "⭐"],
  ["fox_face", "🦊"],
];

/** The ones that stand at hand on every message. */
export const AT_HAND = PICKER.slice(0, 3);

export const BY_NAME = new Map(PICKER);

export function emoji(name: string): string {
  return BY_NAME.get(name) ?? `:${name}:`;
}
