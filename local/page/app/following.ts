// How a list of messages scrolls: it follows what is new, and keeps still under a pointer that aims.

import { useEffect, useLayoutEffect, useRef, type PointerEvent } from "react";

interface Held {
  target: Element;
  /** Where it was, in pixels from the top of the window. */
  top: number;
}

/**
 * Properties of a scroller around one list of messages.
 *
 * It stays at the bottom while one is there, and goes there when `own` grows: the newest `ts` of
 * what the person wrote or was told privately. While the pointer is on a message's toolbar or
 * presses something, that stays where it is; the list catches up when the pointer leaves or a key
 * is pressed. Otherwise a reaction that appears below a message moves its toolbar away between
 * the press and the release of a button, and the click is lost.
 */
export function useFollowing(own: string) {
  const box = useRef<HTMLDivElement>(null);
  const atBottom = useRef(true);
  const newest = useRef(own);
  const held = useRef<Held | null>(null);

  const settle = () => {
    const scroller = box.current;
    if (!scroller) return;
    if (held.current?.target.isConnected) {
      scroller.scrollTop += moved(held.current);
    } else if (atBottom.current) {
      scroller.scrollTop = scroller.scrollHeight;
    }
  };
  const hold = (target: Element | null) => {
    if (held.current?.target === target || !(held.current || target)) return;
    const list = box.current?.firstElementChild;
    held.current = target && { target, top: topOf(target) };
    if (list instanceof HTMLElement) {
      // A short list stands at the bottom by this margin; held, it grows downwards instead.
      list.style.marginTop = target ? getComputedStyle(list).marginTop : "";
    }
    settle();
  };

  useLayoutEffect(() => {
    settle();
    // Pictures and edits change the height without a message coming in.
    const watcher = new ResizeObserver(settle);
    for (const child of box.current?.children ?? []) watcher.observe(child);
    return () => watcher.disconnect();
  }, []);
  useEffect(() => {
    const release = () => hold(null);
    window.addEventListener("keydown", release);
    return () => window.removeEventListener("keydown", release);
  }, []);
  useLayoutEffect(() => {
    if (own <= newest.current) return;
    newest.current = own;
    atBottom.current = true;
    settle();
  }, [own]);

  return {
    ref: box,
    onScroll: () => {
      const scroller = box.current;
      if (!scroller || (held.current && Math.abs(moved(held.current)) < 1)) return;
      atBottom.current = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40;
      hold(null);
    },
    onPointerOver: (event: PointerEvent) => {
      if (event.buttons === 0) hold(toolsAt(event));
    },
    onPointerDown: (event: PointerEvent) => hold(toolsAt(event) ?? (event.target as Element)),
    onPointerUp: (event: PointerEvent) => {
      const tools = toolsAt(event);
      setTimeout(() => hold(tools)); // after the click, which comes with the release
    },
    onPointerLeave: () => hold(null),
  };
}

function topOf(element: Element): number {
  return element.getBoundingClientRect().top;
}

function moved({ target, top }: Held): number {
  return topOf(target) - top;
}

function toolsAt(event: PointerEvent): Element | null {
  const target = event.target as Element;
  return target.closest(".toolbar") ?? target.closest(".menu");
}
