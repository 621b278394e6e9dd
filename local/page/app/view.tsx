// A modal of the app: its blocks, its inputs, what is wrong with them, and sending it.

import { useEffect, useRef, useState } from "react";
import { Refused } from "./api";
import { Blocks } from "./blocks";
import { Dialog } from "./dialog";
import { carriedOver, filesIn, initial, keyOf, sent, type Entries } from "./form";
import { Field } from "./field";
import type { Surroundings } from "./message";
import { plain } from "./text";
import type { Block, View } from "./types";

export function ViewDialog({ view, around }: { view: View; around: Surroundings }) {
  const { workspace } = around;
  const [entries, setEntries] = useState<Entries>(() => initial(view));
  const [uploads, setUploads] = useState<Record<string, string[]>>({});
  const [refused, setRefused] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const hash = useRef(view.hash);

  useEffect(() => {
    if (hash.current === view.hash) return;
    hash.current = view.hash;
    setEntries((before) => carriedOver(before, view));
    setRefused({});
  }, [view]);

  const errors = { ...view.errors, ...refused };
  const firstWrong = Object.keys(errors)[0];
  useEffect(() => {
    if (!firstWrong) return;
    document.querySelector<HTMLElement>(`[data-block="${CSS.escape(firstWrong)}"] :is(input,textarea,select,button)`)?.focus();
  }, [firstWrong, view.errors]);

  const guarded = async (act: () => Promise<unknown>) => {
    setBusy(true);
    setRefused({});
    try {
      await act();
    } catch (error) {
      if (error instanceof Refused) setRefused(byBlock(error.message, view.blocks));
    } finally {
      setBusy(false);
    }
  };
  const submit = () => guarded(() => workspace.act("view/submit", { values: sent(entries, view) }));
  const close = () => guarded(() => workspace.act("view/close", {}));
  const press = (action: string, value?: string) =>
    guarded(() => workspace.act("view/action", { action, value, values: sent(entries, view) }));
  const upload = (block: Block, files: File[]) =>
    guarded(async () => {
      const id = block.block_id ?? "";
      await workspace.act("view/enter", { values: sent(entries, view) }, { [id]: files });
      setUploads({ ...uploads, [id]: files.map((each) => each.name) });
    });

  return (
    <Dialog
      title={plain(view.title)}
      onClose={() => void close()}
      onSubmit={() => void submit()}
      icon={<img src="/icon.svg" alt="" width={28} height={28} />}
      footer={
        <>
          <button type="button" className="button" onClick={() => void close()}>
            {plain(view.close) || "Cancel"}
          </button>
          {view.submit && (
            <button type="submit" className="button primary" aria-busy={busy}>
              {plain(view.submit)}
            </button>
          )}
        </>
      }
    >
      {refused[""] && <p className="form-error" role="alert">{refused[""]}</p>}
      {view.blocks.map((block, place) =>
        block.type === "input" && block.element ? (
          <Field
            key={block.block_id ?? place}
            block={block}
            element={block.element}
            value={entries[keyOf(block, block.element)] ?? ""}
            files={uploads[block.block_id ?? ""] ?? filesIn(view, block, block.element)}
            error={errors[block.block_id ?? ""]}
            first={place === view.blocks.findIndex((each) => each.type === "input")}
            onFiles={(files) => void upload(block, files)}
            onChange={(value) => {
              const key = keyOf(block, block.element ?? { type: "" });
              setEntries({ ...entries, [key]: value });
            }}
          />
        ) : (
          <Blocks
            key={block.block_id ?? place}
            blocks={[block]}
            pictures={view.pictures}
            names={around.names}
            theme={around.theme}
            onPress={press}
          />
        ),
      )}
    </Dialog>
  );
}

/** The client's own refusals name the input by its label. */
function byBlock(said: string, blocks: Block[]): Record<string, string> {
  const wrong = blocks.find((each) => each.label && said.startsWith(`${each.label.text}: `));
  if (!wrong) return { "": said };
  const why = said.slice((wrong.label?.text.length ?? 0) + 2);
  return { [wrong.block_id ?? ""]: why.charAt(0).toUpperCase() + why.slice(1) };
}
