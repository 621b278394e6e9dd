// The back room: the pictures there were, the way of one of them, and switches that make trouble.

import { useEffect, useState } from "react";
import { read } from "../api";
import { go } from "../route";
import { Outcome } from "./outcome";
import { Switches } from "./switches";
import { Way } from "./way";
import type { Job, Timeline } from "./types";

export function BackRoom({ job }: { job: string }) {
  const [jobs, setJobs] = useState<Job[]>([]);
  const [way, setWay] = useState<Timeline | null>(null);
  const [tick, setTick] = useState("");
  useEffect(() => {
    const source = new EventSource("/backroom/ticks");
    source.onmessage = (event) => setTick(String(event.data));
    return () => source.close();
  }, []);
  useEffect(() => {
    let gone = false;
    void read<{ jobs: Job[] }>("/backroom/jobs").then((got) => !gone && setJobs(got.jobs));
    return () => {
      gone = true;
    };
  }, [tick]);
  const shown = job || jobs[0]?.id || "";
  useEffect(() => {
    let gone = false;
    if (!shown) return;
    read<Timeline>(`/backroom/job/${shown}`)
      .then((got) => !gone && setWay(got))
      .catch(() => !gone && setWay(null));
    return () => {
      gone = true;
    };
  }, [shown, tick]);
  return (
    <main className="back-room">
      <section className="jobs" aria-label="Pictures">
        <h1>Back room</h1>
        {jobs.length === 0 && (
          <p className="quiet">Nothing has been asked for yet. Ask for a picture in Slack, then look here.</p>
        )}
        <ul>
          {jobs.map((each) => (
            <li key={each.id}>
              <button
                type="button"
                className="job"
                aria-current={each.id === shown ? "true" : undefined}
                onClick={() => go({ detail: each.id })}
              >
                {each.picture ? <img src={each.picture} alt="" /> : <span className="no-picture" />}
                <span className="job-words">
                  <span>{each.prompt || "(no words)"}</span>
                  <small>
                    {each.owner} · <Outcome job={each} />
                  </small>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <section className="way" aria-label="What happened">
        {way && way.job.id === shown ? <Way key={shown} way={way} /> : <Empty />}
      </section>
      <Switches job={shown} tick={tick} />
    </main>
  );
}

function Empty() {
  return (
    <div className="empty-way">
      <h2>What happens behind a picture</h2>
      <p>
        Every call the function makes is shown here as it makes it: to its table, to the models, to S3,
        to Slack, with what was said and how long it took. On the right are switches that make trouble;
        what people see of it is in Slack.
      </p>
    </div>
  );
}
