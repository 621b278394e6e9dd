// The elements of a message or a form that do something when they are pressed or chosen from.

import { useId, useState } from "react";
import { ConfirmDialog } from "./dialog";
import { Icon } from "./icons";
import { plain } from "./text";
import type { Element } from "./types";

/** Tells the app: the element's name, and what was chosen where there is a choice. */
export type Press = (action: string, value?: string) => Promise<unknown>;

export function Actions({ elements, onPress }: { elements: Element[]; onPress: Press }) {
  return (
    <div className="actions">
      {elements.map((element, place) => (
        <Pressable key={element.action_id ?? place} element={element} onPress={onPress} />
      ))}
    </div>
  );
}

function Pressable({ element, onPress }: { element: Element; onPress: Press }) {
  const [asking, setAsking] = useState<{ value?: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (value?: string) => {
    setBusy(true);
    try {
      await onPress(nameOf(element), value);
    } catch {
      // What went wrong has been told already, where the person looks.
    } finally {
      setBusy(false);
    }
  };
  const press = (value?: string) => {
    if (element.confirm) setAsking(value === undefined ? {} : { value });
    else void send(value);
  };
  return (
    <>
      <Face element={element} busy={busy} press={press} />
      {asking && element.confirm && (
        <ConfirmDialog
          asked={element.confirm}
          onDeny={() => setAsking(null)}
          onConfirm={() => {
            setAsking(null);
            void send(asking.value);
          }}
        />
      )}
    </>
  );
}

interface FaceProps {
  element: Element;
  busy: boolean;
  press: (value?: string) => void;
}

function Face({ element, busy, press }: FaceProps) {
  const id = useId();
  switch (element.type) {
    case "button":
      return (
        <button
          type="button"
          className="button small"
          aria-label={element.accessibility_label}
          aria-busy={busy}
          data-action={element.action_id}
          onClick={() => !busy && press()}
        >
          {plain(element.text)}
        </button>
      );
    case "static_select":
      return (
        <Select
          element={element}
          id={id}
          label={plain(element.placeholder) || "Choose"}
          value={element.initial_option?.value ?? ""}
          onChange={press}
        />
      );
    case "feedback_buttons":
      return <Feedback element={element} press={press} />;
    default:
      return <span className="unsupported">[{element.type}]</span>;
  }
}

/** Thumbs up and down; the one that was pressed stays marked as long as the page is open. */
function Feedback({ element, press }: Pick<FaceProps, "element" | "press">) {
  const [given, setGiven] = useState("");
  const halves = [
    { ...element.positive_button, icon: "up" },
    { ...element.negative_button, icon: "down" },
  ] as const;
  return (
    <span className="feedback">
      {halves.map(({ text, value, accessibility_label, icon }) => (
        <button
          type="button"
          key={icon}
          className="icon-button"
          aria-label={accessibility_label ?? plain(text)}
          title={plain(text)}
          aria-pressed={given !== "" && given === value}
          onClick={() => {
            setGiven(value ?? "");
            press(value);
          }}
        >
          <Icon name={icon} size={18} />
        </button>
      ))}
    </span>
  );
}

export function Select({
  element,
  id,
  label,
  value,
  onChange,
  describedBy,
}: {
  element: Element;
  id: string;
  label?: string;
  value: string;
  onChange: (value: string) => void;
  describedBy?: string | undefined;
}) {
  return (
    <span className="select">
      <select
        id={id}
        value={value}
        aria-label={label}
        aria-describedby={describedBy}
        data-action={element.action_id}
        onChange={(event) => onChange(event.target.value)}
      >
        {!value && <option value="">{plain(element.placeholder) || "Choose an option"}</option>}
        {(element.options ?? []).map((option) => (
          <option key={option.value} value={option.value}>
            {plain(option.text)}
          </option>
        ))}
      </select>
      <Icon name="caret" size={16} />
    </span>
  );
}

/** What the server knows an element by. */
export function nameOf(element: Element): string {
  return element.action_id || element.value || element.text?.text || "";
}
