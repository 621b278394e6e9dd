// Where one writes: commands with completion, mentions, files by button, paste or drop.

import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { suggest, type Suggestion } from "./completions";
import { Attachments } from "./attachments";
import { Icon } from "./icons";
import type { Seen, Workspace } from "./store";
import type { Channel } from "./types";

interface Props {
  seen: Seen;
  channel: Channel;
  workspace: Workspace;
  /** Files dropped beside it, which become attachments. */
  dropped: File[];
  onTaken: () => void;
  /** The thread that is replied to; "" in the channel itself. */
  thread?: string;
}

export function Composer({ seen, channel, workspace, dropped, onTaken, thread = "" }: Props) {
  const [text, setText] = useState("");
  const [caret, setCaret] = useState(0);
  const [files, setFiles] = useState<File[]>([]);
  const [alsoSend, setAlsoSend] = useState(false);
  const [chosen, setChosen] = useState(0);
  const [closedAt, setClosedAt] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  /** Where the caret goes with words that the page put in: at once, before more is typed. */
  const inserted = useRef<number | null>(null);
  const listId = useId();

  useEffect(() => {
    if (dropped.length === 0) return;
    setFiles((before) => [...before, ...dropped]);
    onTaken();
    box.current?.focus();
  }, [dropped, onTaken]);

  useEffect(() => {
    if (thread) box.current?.focus();
  }, [thread]);

  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 240)}px`;
    if (inserted.current === null) return;
    area.focus();
    area.setSelectionRange(inserted.current, inserted.current);
    inserted.current = null;
  }, [text]);

  const suggestions = closedAt === text ? [] : suggest(text, caret, seen, channel, Boolean(thread));
  const open = suggestions.length > 0;
  const at = Math.min(chosen, Math.max(0, suggestions.length - 1));

  const change = (value: string, position: number) => {
    setText(value);
    setCaret(position);
    setChosen(0);
  };

  const take = (suggestion: Suggestion) => {
    const value = text.slice(0, suggestion.from) + suggestion.insert + text.slice(caret);
    const position = suggestion.from + suggestion.insert.length;
    change(value, position);
    inserted.current = position;
    if (suggestion.final) setClosedAt(value);
  };

  const send = () => {
    const said = text.trim();
    if (!said && files.length === 0) return;
    change("", 0);
    setFiles([]);
    void deliver(said).catch(() => {
      // The words are given back; why is told where the person looks.
      setText((now) => now || said);
    });
  };

  const deliver = async (said: string) => {
    const command = files.length === 0 ? /^(\/\S+)\s*([\s\S]*)$/.exec(said) : null;
    if (command) {
      const [, name = "", rest = ""] = command;
      if (thread) {
        workspace.tell(channel.id, `${name} is not supported in threads. Sorry!`);
      } else if (seen.commands.some((each) => each.name === name)) {
        await workspace.act("command", { channel: channel.id, name, text: rest });
      } else {
        workspace.tell(channel.id, `${name} is not a valid command.`);
      }
      return;
    }
    await workspace.act(
      "post",
      { channel: channel.id, text: said, thread_ts: thread, broadcast: alsoSend },
      files.length > 0 ? { files } : {},
    );
    setAlsoSend(false);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const suggestion = suggestions[at];
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setChosen((at + step + suggestions.length) % suggestions.length);
    } else if (open && suggestion && (event.key === "Tab" || event.key === "Enter")) {
      event.preventDefault();
      take(suggestion);
    } else if (open && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      setClosedAt(text);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };

  const insert = (mark: string) => {
    const gap = caret > 0 && !/\s$/.test(text.slice(0, caret)) ? " " : "";
    const value = text.slice(0, caret) + gap + mark + text.slice(caret);
    setClosedAt("");
    inserted.current = caret + gap.length + mark.length;
    change(value, inserted.current);
  };

  const where = thread ? "Reply…" : `Message ${channel.kind === "im" || channel.kind === "mpim" ? channel.shown : `#${channel.name}`}`;
  return (
    <div className="composer">
      {open && (
        <ul className="completions" id={listId} role="listbox" aria-label="Suggestions">
          {suggestions.map((each, place) => (
            <li
              key={each.insert}
              id={`${listId}-${place}`}
              role="option"
              aria-selected={place === at}
              onPointerDown={(event) => {
                event.preventDefault();
                take(each);
              }}
              onPointerMove={() => setChosen(place)}
            >
              {each.icon && <img src="/icon.svg" alt="" width={24} height={24} />}
              <span className="completion-name">{each.shown}</span>
              {each.hint && <code>{each.hint}</code>}
              <span className="completion-about">{each.about}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="composer-box">
        <Attachments files={files} onRemove={(gone) => setFiles(files.filter((each) => each !== gone))} />
        <textarea
          ref={box}
          value={text}
          rows={1}
          placeholder={where}
          aria-label={where}
          aria-autocomplete="list"
          aria-controls={open ? listId : undefined}
          aria-activedescendant={open ? `${listId}-${at}` : undefined}
          onChange={(event) => change(event.target.value, event.target.selectionStart)}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const pasted = [...event.clipboardData.files];
            if (pasted.length === 0) return;
            event.preventDefault();
            setFiles([...files, ...pasted.map(named)]);
          }}
        />
        <div className="composer-foot">
          <button
            type="button"
            className="icon-button round"
            aria-label="Attach files"
            title="Attach files"
            onClick={() => picker.current?.click()}
          >
            <Icon name="plus" size={18} />
          </button>
          <button type="button" className="icon-button" aria-label="Mention someone" title="Mention someone" onClick={() => insert("@")}>
            <Icon name="at" size={18} />
          </button>
          {!thread && (
            <button type="button" className="icon-button" aria-label="Commands" title="Commands" onClick={() => !text && insert("/")}>
              <Icon name="slash" size={18} />
            </button>
          )}
          {thread && channel.kind !== "im" && (
            <label className="choice also">
              <input type="checkbox" checked={alsoSend} onChange={(event) => setAlsoSend(event.target.checked)} />
              <span>Also send to {channel.kind === "mpim" ? "the conversation" : `#${channel.name}`}</span>
            </label>
          )}
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            aria-label="Files to attach"
            onChange={(event) => {
              setFiles([...files, ...(event.target.files ?? [])]);
              event.target.value = "";
            }}
          />
          <button
            type="button"
            className="send"
            aria-label="Send"
            title="Send"
            disabled={!text.trim() && files.length === 0}
            onClick={send}
          >
            <Icon name="send" size={18} />
          </button>
        </div>
      </div>
    </div>
  );
}

/** A pasted image comes without a name of its own. */
function named(file: File): File {
  const ending = file.type.split("/")[1] ?? "png";
  return file.name ? file : new File([file], `image.${ending}`, { type: file.type });
}
