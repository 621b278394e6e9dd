// One input of a form with its label, hint and error.

import { useId, useRef } from "react";
import { Select } from "./elements";
import { Icon } from "./icons";
import { plain } from "./text";
import type { Block, Element } from "./types";

interface Props {
  block: Block;
  element: Element;
  value: string;
  /** Names of the files chosen, for a file input. */
  files: string[];
  error: string | undefined;
  /** Whether it is the first of its form, where typing begins. */
  first: boolean;
  onChange: (value: string) => void;
  onFiles: (files: File[]) => void;
}

export function Field(props: Props) {
  const { block, error } = props;
  const id = useId();
  const about = [block.hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className={error ? "field wrong" : "field"} data-block={block.block_id}>
      <label htmlFor={id}>
        {plain(block.label)}
        {block.optional && <span className="optional"> (optional)</span>}
      </label>
      <Input {...props} id={id} describedBy={about || undefined} />
      {block.hint && (
        <p className="hint" id={`${id}-hint`}>
          {plain(block.hint)}
        </p>
      )}
      {error && (
        <p className="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function Input(props: Props & { id: string; describedBy: string | undefined }) {
  const { element, value, error, first, onChange, id, describedBy } = props;
  const common = {
    id,
    className: "input",
    placeholder: plain(element.placeholder),
    "aria-invalid": Boolean(error),
    "aria-describedby": describedBy,
    "aria-required": !props.block.optional,
    "data-action": element.action_id,
    ...(first ? { "data-first-focus": true } : {}),
  };
  switch (element.type) {
    case "plain_text_input":
      return element.multiline ? (
        <textarea {...common} rows={4} maxLength={element.max_length} value={value} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input {...common} type="text" maxLength={element.max_length} value={value} onChange={(event) => onChange(event.target.value)} />
      );
    case "number_input":
      return (
        <input {...common} type="text" inputMode={element.is_decimal_allowed ? "decimal" : "numeric"} value={value} onChange={(event) => onChange(event.target.value)} />
      );
    case "static_select":
      return <Select element={element} id={id} value={value} onChange={onChange} describedBy={describedBy} />;
    case "file_input":
      return <FileInput {...props} />;
    default:
      return <p className="unsupported">[{element.type}]</p>;
  }
}

function FileInput({ element, files, onFiles, id, describedBy }: Props & { id: string; describedBy: string | undefined }) {
  const picker = useRef<HTMLInputElement>(null);
  const take = (chosen: FileList | null) => {
    const list = [...(chosen ?? [])].slice(0, element.max_files ?? 10);
    if (list.length > 0) onFiles(list);
  };
  return (
    <div
      className="file-input"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        take(event.dataTransfer.files);
      }}
    >
      {files.map((name) => (
        <span key={name} className="chip">
          <Icon name="image" size={16} /> {name}
        </span>
      ))}
      <button type="button" className="button small" onClick={() => picker.current?.click()}>
        {files.length > 0 ? "Choose another" : "Choose a file"}
      </button>
      <span className="quiet">or drop it here{element.filetypes ? `: ${element.filetypes.join(", ")}` : ""}</span>
      <input
        ref={picker}
        id={id}
        className="hidden"
        tabIndex={-1}
        type="file"
        multiple={(element.max_files ?? 10) > 1}
        accept={element.filetypes?.map((each) => `.${each}`).join(",")}
        aria-describedby={describedBy}
        data-action={element.action_id}
        onChange={(event) => take(event.target.files)}
      />
    </div>
  );
}
