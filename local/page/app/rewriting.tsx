// Changing one's own words, and taking them back.

import { useState } from "react";
import { ConfirmDialog, Dialog } from "./dialog";
import type { Surroundings } from "./message";
import { unescape } from "./text";
import type { Message as Said, Text } from "./types";

interface Props {
  message: Said;
  around: Surroundings;
  onClose: () => void;
}

export function DeleteDialog({ message, around, onClose }: Props) {
  return (
    <ConfirmDialog
      asked={{
        title: text("Delete message"),
        text: text("Are you sure you want to delete this message? This cannot be undone."),
        confirm: text("Delete"),
        deny: text("Cancel"),
        style: "danger",
      }}
      onDeny={onClose}
      onConfirm={() => {
        onClose();
        around.workspace.do("delete", { ts: message.ts });
      }}
    />
  );
}

export function EditDialog({ message, around, onClose }: Props) {
  const [words, setWords] = useState(() => typed(message, around));
  const save = () => {
    around.workspace.do("edit", { ts: message.ts, text: words });
    onClose();
  };
  return (
    <Dialog
      title="Edit message"
      onClose={onClose}
      onSubmit={save}
      footer={
        <>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary">
            Save
          </button>
        </>
      }
    >
      <textarea
        data-first-focus
        className="input"
        aria-label="Message"
        rows={4}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
    </Dialog>
  );
}

/** A message as it was typed: its references by name again. */
function typed(message: Said, around: Surroundings): string {
  const shown = message.text
    .replace(/<@(\w+)>/g, (_, id: string) => `@${around.people.get(id)?.name ?? id}`)
    .replace(/<#\w+\|([^>]*)>/g, "#$1")
    .replace(/<!(\w+)>/g, "@$1")
    .replace(/<(http[^>|]*)[^>]*>/g, "$1");
  return unescape(shown);
}

function text(words: string): Text {
  return { type: "plain_text", text: words };
}
