/** Reads what a path shows: the page's data and the assembly's status, at the same time. */
import type { Client, Problem } from "@comity/api";
import type { AnyPage, Shown } from "./page.ts";
import { match } from "./routes.ts";

export const NOT_FOUND: Problem = {
  type: "about:blank",
  title: "not found",
  status: 404,
  code: "page-unknown",
  field: "",
  detail: "",
};

export async function show(
  path: string,
  api: Client,
): Promise<{ shown: Shown; module: AnyPage | undefined }> {
  const found = match(path);
  const status = api.get("status");
  if (found === undefined)
    return { shown: await withStatus({ page: "", path, problem: NOT_FOUND }), module: undefined };
  const module = await found.module();
  const data = await module.load(api, found.context);
  const base = { page: found.page, path };
  return {
    shown: await withStatus(data.ok ? { ...base, data: data.value } : { ...base, problem: data.error }),
    module,
  };

  async function withStatus(shown: Shown): Promise<Shown> {
    const answer = await status;
    return answer.ok ? { ...shown, status: answer.value } : shown;
  }
}
