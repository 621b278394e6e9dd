// The way of one picture: each run of the function with its calls as bars, and their payloads.

import { useEffect, useState } from "react";
import { read } from "../api";
import { Icon } from "../icons";
import { Json } from "./json";
import { Outcome } from "./outcome";
import type { Entry, Payload, Timeline } from "./types";

const LANES: Record<string, string> = {
  lambda: "Lambda",
  dynamodb: "DynamoDB",
  s3: "S3",
  sqs: "SQS",
  bedrock: "Bedrock",
  slack: "Slack",
  ssm: "SSM",
  secretsmanager: "Secrets",
};

const RUNS: Record<string, string> = {
  request: "Answered Slack",
  "fast lane": "Worked on it: fast lane",
  "slow lane": "Worked on it: slow lane",
  sweep: "Sweep",
  event: "Event",
};

export function Way({ way }: { way: Timeline }) {
  const { job, entries } = way;
  const [table, setTable] = useState(false);
  const runs = entries.filter(isRun);
  const known = new Set(runs.map((each) => each.run));
  const loose = entries.filter((each) => !isRun(each) && !known.has(each.run));
  const start = entries[0]?.began ?? job.created;
  const whole = (job.finished || entries.at(-1)?.ended || start) - start;
  return (
    <>
      <header className="way-head">
        {job.picture && <img src={job.picture} alt="" />}
        <div>
          <h2>{job.prompt || "(no words)"}</h2>
          <p className="quiet">
            {job.owner} · <Outcome job={job} /> · {seconds(whole)} in all · {job.attempts}{" "}
            {job.attempts === 1 ? "attempt" : "attempts"} · {job.paid} paid
          </p>
          <button type="button" className="button small" aria-expanded={table} onClick={() => setTable(!table)}>
            The job in the table
          </button>
        </div>
      </header>
      {table && <Json value={job.item} />}
      <Legend />
      {runs.map((run) => (
        <Run
          key={run.number}
          run={run}
          start={start}
          calls={entries.filter((each) => !isRun(each) && each.run === run.run)}
        />
      ))}
      {loose.length > 0 && <Run run={null} start={start} calls={loose} />}
    </>
  );
}

function isRun(entry: Entry): boolean {
  return entry.lane === "lambda" && entry.operation !== "Invoke";
}

function Legend() {
  return (
    <p className="legend">
      {["dynamodb", "bedrock", "s3", "slack", "sqs", "lambda"].map((lane) => (
        <span key={lane}>
          <span className={`dot ${lane}`} /> {LANES[lane]}
        </span>
      ))}
    </p>
  );
}

function Run({ run, calls, start }: { run: Entry | null; calls: Entry[]; start: number }) {
  const now = useNow(Boolean(run && !run.ended));
  const began = run?.began ?? calls[0]?.began ?? start;
  const ended = run ? run.ended || now : Math.max(...calls.map((each) => each.ended));
  const length = Math.max(ended - began, 0.001);
  const title = run ? (RUNS[run.operation] ?? run.operation) : "Outside of a run";
  return (
    <section className="run">
      <header>
        <h3>{title}</h3>
        {run?.cold && <span className="tag">cold start</span>}
        {run?.error && <span className="tag bad">{run.error}</span>}
        {run && !run.ended && <span className="tag working">running</span>}
        <span className="quiet">
          at +{seconds(began - start)}, took {seconds(length)}
        </span>
      </header>
      <ol>
        {run && <Row entry={run} began={began} length={length} now={now} />}
        {calls.map((each) => (
          <Row key={each.number} entry={each} began={began} length={length} now={now} />
        ))}
      </ol>
    </section>
  );
}

function Row({
  entry,
  began,
  length,
  now,
}: {
  entry: Entry;
  began: number;
  length: number;
  now: number;
}) {
  const [open, setOpen] = useState(false);
  const took = (entry.ended || now) - entry.began;
  const left = Math.min(99.5, Math.max(0, ((entry.began - began) / length) * 100));
  const width = Math.min(100 - left, Math.max(0.4, (took / length) * 100));
  const name = isRun(entry) ? "the whole run" : entry.operation;
  return (
    <li className={entry.error && !isExpected(entry) ? "failed" : ""}>
      <button type="button" className="entry" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={`dot ${entry.lane}`} />
        <span className="what">
          <span className="hidden">{LANES[entry.lane] ?? entry.lane} </span>
          {name}
          {entry.error && !isRun(entry) && <Trouble entry={entry} />}
          <small>{entry.gist}</small>
        </span>
        <span className="track">
          <span className={`bar ${entry.lane}`} style={{ left: `${left}%`, width: `${width}%` }} />
        </span>
        <span className="took">{seconds(took)}</span>
        <span className={open ? "caret" : "caret folded"}>
          <Icon name="caret" size={14} />
        </span>
      </button>
      {open && <Payloads number={entry.number} ended={entry.ended} />}
    </li>
  );
}

function Trouble({ entry }: { entry: Entry }) {
  return isExpected(entry) ? (
    <span className="tag">condition not met</span>
  ) : (
    <span className="tag bad">{entry.error}</span>
  );
}

/** A condition that does not hold is how the table says no, and nothing that went wrong. */
function isExpected(entry: Entry): boolean {
  return entry.error === "ConditionalCheckFailedException";
}

function Payloads({ number, ended }: { number: number; ended: number }) {
  const [payload, setPayload] = useState<Payload | null>(null);
  const [error, setError] = useState("");
  useEffect(() => {
    read<Payload>(`/backroom/payload/${number}`)
      .then(setPayload)
      .catch((problem: unknown) => setError(String(problem)));
  }, [number, ended]);
  if (error) return <p className="quiet">{error}</p>;
  if (!payload) return <p className="quiet">Reading…</p>;
  return (
    <div className="payloads">
      <div>
        <h4>Asked</h4>
        <Json value={payload.request} />
      </div>
      <div>
        <h4>Answered</h4>
        <Json value={payload.answer} />
      </div>
    </div>
  );
}

/** Epoch seconds, moving on while something runs. */
function useNow(moving: boolean): number {
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    if (!moving) return;
    const timer = setInterval(() => setNow(Date.now() / 1000), 200);
    return () => clearInterval(timer);
  }, [moving]);
  return now;
}

function seconds(value: number): string {
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(value < 10 ? 2 : 1)} s`;
}
