// A dialog in front of everything: holds the focus, gives it back, closes with Escape.

import { useEffect, useId, useRef, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { Icon } from "./icons";
import type { Confirm } from "./types";
import { plain } from "./text";

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  icon?: ReactNode;
  className?: string;
  /** Called when Enter in a field, or the submit button, sends it. */
  onSubmit?: () => void;
  /** Whether a click beside it closes it: not where typed words would be lost. */
  light?: boolean;
}

/** Uses the browser's own modal dialog: what is behind it can neither be reached nor read. */
export function Dialog({ title, onClose, children, footer, icon, className, onSubmit, light }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    const dialog = ref.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>("[data-first-focus]")?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const body = (
    <>
      <header className="dialog-head">
        {icon}
        <h2 id={heading}>{title}</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="dialog-body" tabIndex={-1}>
        {children}
      </div>
      {footer && <footer className="dialog-foot">{footer}</footer>}
    </>
  );
  return createPortal(
    <dialog
      ref={ref}
      className={`dialog ${className ?? ""}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (light && event.target === ref.current) onClose();
      }}
    >
      {onSubmit ? (
        <form
          className="dialog-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {body}
        </form>
      ) : (
        <div className="dialog-form">{body}</div>
      )}
    </dialog>,
    document.body,
  );
}

/** Block Kit's confirmation, asked before a button does what it says. */
export function ConfirmDialog({
  asked,
  onConfirm,
  onDeny,
}: {
  asked: Confirm;
  onConfirm: () => void;
  onDeny: () => void;
}) {
  return (
    <Dialog
      title={plain(asked.title)}
      onClose={onDeny}
      className="confirm"
      light
      footer={
        <>
          <button type="button" className="button" onClick={onDeny}>
            {plain(asked.deny)}
          </button>
          <button
            type="button"
            data-first-focus
            className={`button ${asked.style === "danger" ? "danger" : "primary"}`}
            onClick={onConfirm}
          >
            {plain(asked.confirm)}
          </button>
        </>
      }
    >
      <p>{plain(asked.text)}</p>
    </Dialog>
  );
}
