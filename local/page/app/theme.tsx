// Light or dark: as the system says, until somebody says otherwise.

import { useEffect, useSyncExternalStore } from "react";
import { Icon, type IconName } from "./icons";

type Wish = "system" | "light" | "dark";
export type Theme = "light" | "dark";

const NEXT: Record<Wish, Wish> = { system: "light", light: "dark", dark: "system" };
const ICONS: Record<Wish, IconName> = { system: "auto", light: "sun", dark: "moon" };
const listeners = new Set<() => void>();
const system = window.matchMedia("(prefers-color-scheme: dark)");

function wish(): Wish {
  const kept = localStorage.getItem("theme");
  return kept === "light" || kept === "dark" ? kept : "system";
}

function theme(): Theme {
  const wished = wish();
  if (wished !== "system") return wished;
  return system.matches ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  system.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", listener);
  };
}

/** The theme that is shown; also written on the page for the styles. */
export function useTheme(): Theme {
  const shown = useSyncExternalStore(subscribe, theme);
  useEffect(() => {
    document.documentElement.dataset.theme = shown;
  }, [shown]);
  return shown;
}

export function ThemeSwitch() {
  const wished = useSyncExternalStore(subscribe, wish);
  const change = () => {
    localStorage.setItem("theme", NEXT[wished]);
    for (const listener of listeners) listener();
  };
  return (
    <button type="button" className="rail-button" onClick={change}>
      <Icon name={ICONS[wished]} />
      <span>{{ system: "Auto", light: "Light", dark: "Dark" }[wished]}</span>
      <span className="hidden">: change the colours</span>
    </button>
  );
}
