// A button that opens a small menu or panel. Arrow keys move, Escape and a click elsewhere close.

import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

interface Props {
  label: string;
  trigger: ReactNode;
  children: ReactNode;
  className?: string;
  kind?: "menu" | "grid";
}

export function Menu({ label, trigger, children, className, kind = "menu" }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    items(root.current)[0]?.focus();
    const away = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    const all = items(root.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const step = steps[event.key];
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") {
      setOpen(false);
    } else if (step !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      all[(at + step + all.length) % all.length]?.focus();
    }
  };

  return (
    <span className="menu-root" ref={root} onKeyDown={onKeyDown}>
      <button
        type="button"
        ref={button}
        className={className ?? "icon-button"}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {trigger}
      </button>
      {open && (
        <div className={`menu ${kind}`} role="menu" aria-label={label} onClick={close}>
          {children}
        </div>
      )}
    </span>
  );
}

Menu.Item = function Item({
  children,
  onSelect,
  label,
  danger,
  checked,
}: {
  children: ReactNode;
  onSelect: () => void;
  label?: string;
  danger?: boolean;
  checked?: boolean;
}) {
  return (
    <button
      type="button"
      role={checked === undefined ? "menuitem" : "menuitemradio"}
      aria-checked={checked}
      tabIndex={-1}
      className={danger ? "menu-item danger-text" : "menu-item"}
      aria-label={label}
      title={label}
      onClick={onSelect}
    >
      {children}
    </button>
  );
};

function items(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
}
