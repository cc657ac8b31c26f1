/** The way to the next page of a list. */
import type { VNode } from "preact";
import { withQuery } from "../links.ts";
import { say } from "../messages.ts";

export const Pager = ({
  path,
  next,
}: {
  readonly path: string;
  readonly next: string | undefined;
}): VNode | null =>
  next === undefined ? null : (
    <p class="pager">
      <a href={withQuery(path, "after", next)} rel="next">
        {say.more} →
      </a>
    </p>
  );
