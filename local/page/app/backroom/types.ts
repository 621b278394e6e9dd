// The nouns of the back room, as the server sends them. See local/page/backroom/room.py.

export interface Job {
  id: string;
  prompt: string;
  owner: string;
  status: string;
  stage: string;
  outcome: string;
  created: number;
  finished: number;
  attempts: number;
  paid: number;
  picture: string;
  /** The job as it stands in the table; only where one job is looked at. */
  item?: unknown;
}

export interface Entry {
  number: number;
  lane: string;
  operation: string;
  gist: string;
  began: number;
  ended: number;
  status: number;
  error: string;
  run: string;
  cold: boolean;
}

export interface Timeline {
  job: Job;
  entries: Entry[];
}

export interface Payload {
  request: unknown;
  answer: unknown;
}

export interface Switch {
  id: string;
  group: string;
  label: string;
  about: string;
  counted: boolean;
  /** Calls it is still good for; -1 until it is turned off. */
  left: number;
}
