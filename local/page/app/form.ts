// What is entered in a form: taken from a view, kept while the view changes, sent to the server.

import type { Block, Element, Value, View } from "./types";

/** By block id: text, or an option's value; files are the server's and only counted. */
export type Entries = Record<string, string>;

/** The inputs of a view, wherever they stand in a block. */
export function inputsOf(view: View): { block: Block; element: Element }[] {
  return view.blocks.flatMap((block) => {
    const inside = [
      ...(block.element ? [block.element] : []),
      ...(block.accessory ? [block.accessory] : []),
      ...(block.type === "actions" ? ((block.elements ?? []) as Element[]) : []),
    ];
    return inside.filter(isInput).map((element) => ({ block, element }));
  });
}

/** What a view says to begin with: what was entered before, or its own initial values. */
export function initial(view: View): Entries {
  const entries: Entries = {};
  for (const { block, element } of inputsOf(view)) {
    const kept = view.state.values[block.block_id ?? ""]?.[element.action_id ?? ""];
    entries[keyOf(block, element)] = kept ? entered(kept) : first(element);
  }
  return entries;
}

/** What was typed so far, carried over to the inputs that are still there. */
export function carriedOver(before: Entries, view: View): Entries {
  const fresh = initial(view);
  return Object.fromEntries(
    Object.entries(fresh).map(([key, value]) => [key, before[key] ?? value]),
  );
}

/** The names of the files chosen in a form, as the server keeps them. */
export function filesIn(view: View, block: Block, element: Element): string[] {
  const kept = view.state.values[block.block_id ?? ""]?.[element.action_id ?? ""];
  return (kept?.files ?? []).map((each) => each.name);
}

/** The part of the entries that goes to the server: files are there already. */
export function sent(entries: Entries, view: View): Entries {
  const keys = inputsOf(view)
    .filter(({ element }) => element.type !== "file_input")
    .map(({ block, element }) => keyOf(block, element));
  return Object.fromEntries(keys.map((key) => [key, entries[key] ?? ""]));
}

/** What the server calls an input. */
export function keyOf(block: Block, element: Element): string {
  return block.type === "input" ? (block.block_id ?? "") : (element.action_id ?? "");
}

function isInput(element: Element): boolean {
  return !["button", "image", "feedback_buttons"].includes(element.type);
}

function entered(value: Value): string {
  return value.selected_option?.value ?? value.value ?? "";
}

function first(element: Element): string {
  return element.initial_value ?? element.initial_option?.value ?? "";
}
