// Going about with the keyboard.

import type { KeyboardEvent } from "react";

/** The arrow keys go from message to message, as in Slack. */
export function moveBetweenMessages(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const target = event.target as HTMLElement;
  const own = target === event.currentTarget || target.matches("article.message");
  if (step === undefined || !own) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>("article.message")];
  const at = all.indexOf(target);
  const next = at < 0 ? all.at(-1) : all[at + step];
  event.preventDefault();
  next?.focus();
}
