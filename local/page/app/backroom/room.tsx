// The back room.
import type { Workspace } from "../store";

export function BackRoom({ workspace, job }: { workspace: Workspace; job: string }) {
  return (
    <main className="back-room">
      {workspace.person} {job}
    </main>
  );
}
