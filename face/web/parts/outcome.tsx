/** Whether an act had an effect; for block records, that it is one. */
import type { EntryView } from "@comity/api";
import type { VNode } from "preact";
import { sayLog } from "../messages/log.ts";

export const Outcome = ({ entry }: { readonly entry: EntryView }): VNode =>
  entry.type === "block" ? (
    <span class="tag">{sayLog.block}</span>
  ) : entry.void === undefined ? (
    <span class="tag good">
      <span aria-hidden="true">✓</span> {sayLog.effective}
    </span>
  ) : (
    <span class="tag bad">
      <span aria-hidden="true">✗</span> {sayLog.void(entry.void)}
    </span>
  );
