// What became of a job, in a word.

import type { Job } from "./types";

export function Outcome({ job }: { job: Job }) {
  const open = job.status === "open" || job.status === "ending";
  const failed = job.status === "failed";
  const talk = job.outcome === "talk";
  const kind = failed && !talk ? "bad" : job.status === "done" ? "good" : "";
  return (
    <span className={`outcome ${kind}`}>
      {(open ? job.stage : failed ? job.outcome : job.status).replaceAll("_", " ")}
    </span>
  );
}
