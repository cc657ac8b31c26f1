/** The acts behind an answer, as a history: asked one by one, for people only. */
import type { Node } from "../ask.ts";
import { Stop } from "../host.ts";
import { momentOf, type Moment } from "../pages/timeline.ts";

/** The newest ones, where there are more. */
const MOST = 16;

export async function momentsOf(node: Node, indices: readonly number[]): Promise<readonly Moment[]> {
  const wanted = [...new Set(indices)].toSorted((a, b) => b - a).slice(0, MOST);
  const entries = await Promise.all(
    wanted.map((index) =>
      // A history is an extra: the answer stands without it.
      node.get("entry", { index }).catch((cause: unknown) => {
        if (cause instanceof Stop) return undefined;
        throw cause;
      }),
    ),
  );
  return entries.filter((entry) => entry !== undefined).map(momentOf);
}
