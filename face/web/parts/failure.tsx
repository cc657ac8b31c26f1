/** What went wrong and what to do: for pages that do not exist and answers that did not come. */
import type { Problem } from "@comity/api";
import type { VNode } from "preact";
import { say } from "../messages.ts";

type Props = { readonly problem: Problem | undefined; readonly path: string };

export function Failure({ problem, path }: Props): VNode {
  if (problem === undefined || problem.code === "page-unknown") {
    return (
      <>
        <h1>{say.error.notFound}</h1>
        <p>{say.error.notFoundLead}</p>
        <p>
          <a href="/">{say.error.home}</a>
        </p>
      </>
    );
  }
  return (
    <>
      <h1>{say.error.title}</h1>
      <p class="lead">{problem.detail === "" ? problem.title : problem.detail}</p>
      <p class="dim">
        {say.error.code}: <code>{problem.code}</code>
      </p>
      <p>
        <a href={path}>{say.error.again}</a> · <a href="/">{say.error.home}</a>
      </p>
    </>
  );
}
