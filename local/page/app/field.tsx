// One input of a form with its label, hint and error.

import { useId, useRef } from "react";
import { Choices, Select } from "./elements";
import { Icon } from "./icons";
import { plain } from "./text";
import type { Block, Element } from "./types";

interface Props {
  block: Block;
  element: Element;
  value: string | string[];
  /** Names of the files chosen, for a file input. */
  files: string[];
  error: string | undefined;
  /** Whether it is the first of its form, where typing begins. */
  first: boolean;
  onChange: (value: string | string[]) => void;
  onFiles: (files: File[]) => void;
}

export function Field(props: Props) {
  const { block, element, error } = props;
  const id = useId();
  const grouped = element.type === "checkboxes" || element.type === "radio_buttons";
  const about = [block.hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  const label = (
    <>
      {plain(block.label)}
      {block.optional && <span className="optional"> (optional)</span>}
    </>
  );
  const inside = (
    <>
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
    </>
  );
  if (grouped) {
    return (
      <fieldset className="field" data-block={block.block_id} aria-describedby={about || undefined}>
        <legend>{label}</legend>
        {inside}
      </fieldset>
    );
  }
  return (
    <div className={error ? "field wrong" : "field"} data-block={block.block_id}>
      <label htmlFor={id}>{label}</label>
      {inside}
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
    ...(first || element.focus_on_load ? { "data-first-focus": true } : {}),
  };
  const text = typeof value === "string" ? value : "";
  switch (element.type) {
    case "plain_text_input":
      return element.multiline ? (
        <textarea {...common} rows={4} maxLength={element.max_length} value={text} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input {...common} type="text" maxLength={element.max_length} value={text} onChange={(event) => onChange(event.target.value)} />
      );
    case "number_input":
      return (
        <input {...common} type="text" inputMode={element.is_decimal_allowed ? "decimal" : "numeric"} value={text} onChange={(event) => onChange(event.target.value)} />
      );
    case "email_text_input":
    case "url_text_input":
      return (
        <input {...common} type={element.type === "email_text_input" ? "email" : "url"} value={text} onChange={(event) => onChange(event.target.value)} />
      );
    case "datepicker":
      return <input {...common} type="date" value={text} onChange={(event) => onChange(event.target.value)} />;
    case "static_select":
      return <Select element={element} id={id} value={text} onChange={onChange} describedBy={describedBy} />;
    case "checkboxes":
    case "radio_buttons":
      return <Choices element={element} value={Array.isArray(value) ? value : [value]} onChange={onChange} />;
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
