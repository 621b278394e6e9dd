// Times as Slack shows them.

const HOUR: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };

export function moment(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

/** "3:14 PM" */
export function clock(ts: string): string {
  return moment(ts).toLocaleTimeString([], HOUR);
}

/** "3:14", for the narrow column beside a message that follows on. */
export function shortClock(ts: string): string {
  return clock(ts).replace(/\s?[AP]M$/i, "");
}

/** "Today", "Yesterday", or "Monday, March 3rd" in the reader's own way. */
export function day(ts: string): string {
  const date = moment(ts);
  const days = Math.round((startOf(new Date()) - startOf(date)) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return date.toLocaleDateString([], { weekday: "long", month: "long", day: "numeric" });
}

/** All of it, for a tooltip. */
export function whole(ts: string): string {
  return moment(ts).toLocaleString([], { dateStyle: "full", timeStyle: "medium" });
}

function startOf(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
