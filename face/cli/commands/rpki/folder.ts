/** `comity rpki init` and `accept`: a repository's folder and what the anchor signed for it. */
import { acceptBundle, createRepository, introduce } from "@comity/rpki";
import { readText, writeFile } from "../../files.ts";
import { answer, type Host } from "../../host.ts";
import { need, unixNow } from "./said.ts";

export type InitFlags = {
  readonly json: boolean;
  readonly uri: string;
  readonly rrdp?: string;
  readonly token?: string;
  readonly out: string;
};

export async function init(this: Host, flags: InitFlags, folder: string): Promise<void> {
  const token = flags.token === undefined ? {} : { token: readText(flags.token) };
  const options = {
    base: flags.uri,
    ...token,
    ...(flags.rrdp === undefined ? {} : { notification: flags.rrdp }),
  };
  writeFile(flags.out, need(await createRepository(folder, options)));
  answer(this, flags.json, { folder, request: flags.out }, () =>
    [
      `repository  ${folder}`,
      `request     ${flags.out}: carry it to the anchor, comity rpki ta sign ANCHOR --request ${flags.out} --out bundle.json`,
      "",
    ].join("\n"),
  );
}

export type AcceptFlags = { readonly json: boolean };

export function accept(this: Host, flags: AcceptFlags, folder: string, bundle: string): void {
  const { name, files } = need(acceptBundle(folder, readText(bundle)));
  answer(
    this,
    flags.json,
    { anchor: name, files: [...files.keys()] },
    () => `accepted  ${files.size} files of the anchor ${name}; the next comity rpki publish uses them\n`,
  );
}

export type OwnFlags = {
  readonly json: boolean;
  readonly party: string;
  readonly service: string;
  readonly out: string;
};

export async function own(this: Host, flags: OwnFlags, folder: string, request: string): Promise<void> {
  const { out, party, service } = flags;
  writeFile(out, need(await introduce(folder, party, readText(request), service, unixNow())));
  answer(
    this,
    flags.json,
    { party, response: out },
    () => `response  ${out}: hand it back to ${party}; comity rpki serve answers at ${service}\n`,
  );
}
