// A place that files can be dropped on.

import { useRef, useState, type DragEvent, type ReactNode } from "react";
import { Icon } from "./icons";

export function DropTarget({
  label,
  className,
  onFiles,
  children,
}: {
  label: string;
  className: string;
  onFiles: (files: File[]) => void;
  children: ReactNode;
}) {
  const [over, setOver] = useState(false);
  const depth = useRef(0);
  const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    <section
      className={className}
      aria-label={label}
      onDragEnter={(event) => {
        if (!carriesFiles(event)) return;
        depth.current += 1;
        setOver(true);
      }}
      onDragLeave={() => {
        depth.current = Math.max(0, depth.current - 1);
        if (depth.current === 0) setOver(false);
      }}
      onDragOver={(event) => {
        if (carriesFiles(event)) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {over && (
        <div className="drop-here" aria-hidden="true">
          <Icon name="image" size={48} />
          <p>Upload to {label}</p>
        </div>
      )}
    </section>
  );
}
