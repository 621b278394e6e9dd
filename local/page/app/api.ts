// Requests to the page's own server.

/** What the server said when it refused an act. */
export class Refused extends Error {}

const OWN_HEADER = { "X-Local-Page": "1" };

/** Read JSON. */
export async function read<T>(path: string, query: Record<string, string> = {}): Promise<T> {
  const response = await fetch(`${path}?${new URLSearchParams(query)}`);
  return unpack<T>(response);
}

/** Do something; files go along under the names of their fields. */
export async function act<T = { error: string }>(
  path: string,
  body: Record<string, unknown>,
  files: Record<string, File[]> = {},
): Promise<T> {
  const uploads = Object.entries(files).flatMap(([name, list]) =>
    list.map((file) => [name, file] as const),
  );
  const headers: Record<string, string> = { ...OWN_HEADER };
  let sent: BodyInit = JSON.stringify(body);
  if (uploads.length > 0) {
    const form = new FormData();
    form.set("json", sent);
    for (const [name, file] of uploads) form.append(name, file, file.name);
    sent = form;
  } else {
    headers["Content-Type"] = "application/json";
  }
  return unpack<T>(await fetch(path, { method: "POST", headers, body: sent }));
}

async function unpack<T>(response: Response): Promise<T> {
  const said = await response.json();
  if (!response.ok) throw new Refused(String(said.error ?? response.statusText));
  if (said.refused) throw new Refused(String(said.refused));
  return said as T;
}
