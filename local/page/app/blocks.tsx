// A message's blocks: drawn by slack-blocks-to-jsx, but for what the page has to act on (buttons,
// menus) or fetch (pictures that lie in Slack).

import { Message as Drawn, type Block as DrawnBlock } from "slack-blocks-to-jsx";
import { useMemo, useState } from "react";
import { Actions, type Press } from "./elements";
import { Icon } from "./icons";
import { Lightbox } from "./lightbox";
import { plain, withEmoji } from "./text";
import type { Theme } from "./theme";
import type { Block, Element, Picture } from "./types";

export interface Names {
  users: { id: string; name: string }[];
  channels: { id: string; name: string }[];
}

interface Props {
  blocks: Block[];
  pictures: Record<string, Picture>;
  names: Names;
  theme: Theme;
  onPress: Press;
}

/** Pixels that a picture takes in a conversation at most; it is never drawn larger than it is. */
const LARGEST = { width: 520, height: 400 };

/** Blocks that are a row of things to press. */
const ROWS = new Set(["actions", "context_actions"]);
const PRESSABLE = new Set(["button", "static_select"]);

export function Blocks({ blocks, pictures, names, theme, onPress }: Props) {
  return (
    <div className="blocks">
      {grouped(blocks).map((group) => {
        const [first] = group;
        const key = first?.block_id ?? String(blocks.indexOf(first as Block));
        if (first && ROWS.has(first.type)) {
          return <Actions key={key} elements={(first.elements ?? []) as Element[]} onPress={onPress} />;
        }
        if (first?.type === "image") {
          return <ImageBlock key={key} block={first} pictures={pictures} />;
        }
        if (first && isPressable(first)) {
          return (
            <div key={key} className="section-with-accessory">
              <Drawing blocks={[withoutAccessory(first)]} names={names} theme={theme} />
              <Actions elements={[first.accessory as Element]} onPress={onPress} />
            </div>
          );
        }
        return <Drawing key={key} blocks={group} names={names} theme={theme} />;
      })}
    </div>
  );
}

/** What the library draws. It sets no text smaller than asked, and links nothing it should not. */
function Drawing({ blocks, names, theme }: { blocks: Block[]; names: Names; theme: Theme }) {
  const prepared = useMemo(() => blocks.map(prepare) as unknown as DrawnBlock[], [blocks]);
  return (
    <Drawn
      blocks={prepared}
      withoutWrapper
      theme={theme}
      data={names}
      name=""
      logo=""
      hooks={{
        user: ({ name }) => <span className="mention">@{name}</span>,
        channel: ({ name }) => <span className="mention">#{name}</span>,
      }}
    />
  );
}

function ImageBlock({ block, pictures }: { block: Block; pictures: Record<string, Picture> }) {
  const picture = pictures[block.slack_file?.id ?? ""];
  const src = picture?.url ?? "";
  return (
    <Shown
      src={src}
      alt={block.alt_text ?? ""}
      caption={plain(block.title) || picture?.name || ""}
      picture={picture}
    />
  );
}

/** A picture that can be folded away, and opened large. */
export function Shown({
  src,
  alt,
  caption,
  picture,
}: {
  src: string;
  alt: string;
  caption: string;
  picture?: Picture | undefined;
}) {
  const [folded, setFolded] = useState(false);
  const [large, setLarge] = useState(false);
  if (picture?.gone) return <p className="file-gone">This file was deleted.</p>;
  const ratio =
    picture && picture.width > 0 ? { aspectRatio: `${picture.width} / ${picture.height}` } : {};
  const wide = picture && picture.height > 0 ? picture.width / picture.height : 1.5;
  const width = Math.min(LARGEST.width, LARGEST.height * wide, picture?.width || LARGEST.width);
  return (
    <div className="picture">
      <button
        type="button"
        className="picture-caption"
        aria-expanded={!folded}
        aria-label={`${caption || "Picture"}: show or hide`}
        onClick={() => setFolded(!folded)}
      >
        <span>{caption}</span>
        <span className={folded ? "caret folded" : "caret"}>
          <Icon name="caret" size={14} />
        </span>
      </button>
      {!folded && (
        <button
          type="button"
          className="picture-frame"
          style={{ ...ratio, width: `min(100%, ${Math.round(width)}px)` }}
          onClick={() => setLarge(true)}
        >
          <img src={src} alt={alt} />
        </button>
      )}
      {large && <Lightbox src={src} alt={alt} caption={caption} onClose={() => setLarge(false)} />}
    </div>
  );
}

/** Runs of blocks that are drawn in one piece. */
function grouped(blocks: Block[]): Block[][] {
  const groups: Block[][] = [];
  let run: Block[] | null = null;
  for (const block of blocks) {
    if (ROWS.has(block.type) || block.type === "image" || isPressable(block)) {
      groups.push([block]);
      run = null;
    } else if (run) {
      run.push(block);
    } else {
      run = [block];
      groups.push(run);
    }
  }
  return groups;
}

function withoutAccessory({ accessory: _, ...block }: Block): Block {
  return block;
}

function isPressable(block: Block): boolean {
  return block.type === "section" && PRESSABLE.has(block.accessory?.type ?? "");
}

/**
 * A block in the form that makes the library draw what Slack draws: it formats plain text as if it
 * were markup, and takes "verbatim", which in Slack forbids links, for "no markup at all".
 */
function prepare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(prepare);
  if (typeof value !== "object" || value === null) return value;
  const object = Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, prepare(each)]),
  );
  if (object.type === "mrkdwn") return { ...object, verbatim: false };
  if (object.type === "plain_text" && typeof object.text === "string") {
    const text = object.emoji === false ? object.text : withEmoji(object.text);
    return { ...object, text, verbatim: true };
  }
  return object;
}
