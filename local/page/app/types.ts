// The nouns of the page, as the server sends them. See local/page/shown.py.

export interface Person {
  id: string;
  name: string;
  shown: string;
  admin: boolean;
  bot: boolean;
}

export interface Channel {
  id: string;
  name: string;
  shown: string;
  kind: "channel" | "group" | "im" | "mpim";
  members: string[];
  joined: boolean;
}

export interface Picture {
  id: string;
  name: string;
  alt: string;
  url: string;
  type: string;
  width: number;
  height: number;
  gone: boolean;
}

export interface Text {
  type: "plain_text" | "mrkdwn";
  text: string;
  emoji?: boolean;
  verbatim?: boolean;
}

export interface Option {
  text: Text;
  value: string;
}

export interface Confirm {
  title: Text;
  text: Text;
  confirm: Text;
  deny: Text;
  style?: "primary" | "danger";
}

/** One half of a pair of feedback buttons. */
export interface FeedbackButton {
  text: Text;
  value: string;
  accessibility_label?: string;
}

/** An element of Block Kit; which fields there are depends on its type. */
export interface Element {
  type: string;
  action_id?: string;
  text?: Text;
  value?: string;
  confirm?: Confirm;
  accessibility_label?: string;
  placeholder?: Text;
  options?: Option[];
  initial_option?: Option;
  initial_value?: string;
  multiline?: boolean;
  max_length?: number;
  is_decimal_allowed?: boolean;
  filetypes?: string[];
  max_files?: number;
  positive_button?: FeedbackButton;
  negative_button?: FeedbackButton;
}

/** A block of Block Kit; which fields there are depends on its type. */
export interface Block {
  type: string;
  block_id?: string;
  text?: Text;
  label?: Text;
  hint?: Text;
  title?: Text;
  optional?: boolean;
  element?: Element;
  elements?: unknown[];
  accessory?: Element;
  alt_text?: string;
  slack_file?: { id?: string };
}

export interface Message {
  channel: string;
  ts: string;
  user: string;
  text: string;
  blocks: Block[];
  by_bot: boolean;
  broadcast: boolean;
  only_for: string;
  subtype?: string;
  thread_ts?: string;
  edited?: { ts: string };
  reactions?: { name: string; users: string[]; count: number }[];
  files: Picture[];
  pictures: Record<string, Picture>;
}

export interface Value {
  type: string;
  value?: string | null;
  selected_option?: Option | null;
  files?: { id: string; name: string }[];
}

export interface View {
  id: string;
  hash: string;
  title: Text;
  submit: Text | null;
  close: Text | null;
  blocks: Block[];
  state: { values: Record<string, Record<string, Value>> };
  errors: Record<string, string>;
  pictures: Record<string, Picture>;
}

export interface Command {
  name: string;
  hint: string;
  about: string;
  app: boolean;
  options: { name: string; about: string; values: { value: string; about: string }[] | null }[];
}

export interface Shortcut {
  callback_id: string;
  name: string;
}

/** What Slack itself tells a person; it is gone at the next load. */
export interface Notice {
  number: number;
  channel: string;
  text: string;
  ts: string;
}

export interface State {
  number: number;
  me: string;
  bot: string;
  team: string;
  users: Person[];
  channels: Channel[];
  messages: Record<string, Message[]>;
  view: View | null;
  commands: Command[];
  shortcuts: Shortcut[];
}

export type Update =
  | { kind: "message"; channel: string; ts: string; message: Message | null }
  | { kind: "view"; view: View | null }
  | { kind: "file_gone"; file: string }
  | { kind: "notice"; number: number; channel: string; text: string }
  | { kind: "state" };
