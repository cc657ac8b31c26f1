/** Holds back a set in which a trust anchor has shrunk too much: a validator that lost an anchor, not a world that changed. */
import { ok, refuse, type Result } from "@comity/canon";
import type { LoadedSet, LoadFacts } from "./load-set.ts";

/** Code `anchor-shrunk`. `share` of 0.2 lets an anchor lose up to a fifth; an anchor that is missing has lost all. */
export function guarded(
  before: LoadFacts | undefined,
  next: LoadedSet,
  share: number | undefined,
): Result<LoadedSet> {
  if (before === undefined || share === undefined) return ok(next);
  for (const [anchor, had] of Object.entries(before.anchors)) {
    const has = next.facts.anchors[anchor] ?? 0;
    if (had - has > had * share) {
      const name = anchor === "" ? "the file" : `trust anchor ${anchor}`;
      return refuse(
        "anchor-shrunk",
        `${name} fell from ${had} to ${has} VRPs: the last set stays; reload with SIGHUP to accept it`,
        anchor,
      );
    }
  }
  return ok(next);
}
