// Faces: a letter on a colour for people, the app's icon for the bot.

import type { Person } from "./types";

const COLOURS = ["#1d6f8f", "#8a4b14", "#5b3fa8", "#2b6e49", "#93315f"];

export function Avatar({ person, size = 36 }: { person: Person | undefined; size?: number }) {
  const style = { width: size, height: size, fontSize: size * 0.5 };
  if (person?.bot) {
    return <img className="avatar" style={style} src="/icon.svg" alt="" />;
  }
  const shown = person?.shown ?? "Slackbot";
  const colour = person ? COLOURS[[...person.id].reduce(sum, 0) % COLOURS.length] : "#611f69";
  return (
    <span className="avatar letter" style={{ ...style, background: colour }} aria-hidden="true">
      {shown[0]}
    </span>
  );
}

function sum(total: number, character: string): number {
  return total + character.charCodeAt(0);
}
