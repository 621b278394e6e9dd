// JSON to read: keys and values told apart, pictures shown as pictures.

import type { ReactNode } from "react";

export function Json({ value }: { value: unknown }) {
  return (
    <pre className="json" tabIndex={0} aria-label="JSON">
      {drawn(value, 0)}
    </pre>
  );
}

function drawn(value: unknown, depth: number): ReactNode {
  if (value === null || typeof value !== "object") return leaf(value);
  if (isPicture(value)) {
    return (
      <span className="json-picture">
        <img src={`/backroom/picture/${value.picture}`} alt="" /> {Math.round(value.bytes / 1024)} KB
      </span>
    );
  }
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return list ? "[]" : "{}";
  const indent = "  ".repeat(depth + 1);
  return (
    <>
      {list ? "[" : "{"}
      {entries.map(([key, each], place) => (
        <span key={key}>
          {`\n${indent}`}
          {!list && <span className="json-key">{`"${key}"`}</span>}
          {!list && ": "}
          {drawn(each, depth + 1)}
          {place < entries.length - 1 && ","}
        </span>
      ))}
      {`\n${"  ".repeat(depth)}`}
      {list ? "]" : "}"}
    </>
  );
}

function leaf(value: unknown): ReactNode {
  if (typeof value !== "string") return <span className="json-number">{String(value)}</span>;
  return <span className="json-text">{JSON.stringify(value)}</span>;
}

function isPicture(value: object): value is { picture: string; bytes: number } {
  return "picture" in value && "bytes" in value && Object.keys(value).length === 2;
}
