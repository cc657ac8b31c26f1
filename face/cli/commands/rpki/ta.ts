/** `comity rpki ta`: the commands of the machine without a network. */
import { join } from "node:path";
import { bundleText, createAnchor, parseResources, signWithAnchor } from "@comity/rpki";
import { readBytes, readText, writeFile } from "../../files.ts";
import { answer, type Host } from "../../host.ts";
import { need, unixNow } from "./said.ts";

export type TaInitFlags = {
  readonly json: boolean;
  readonly uri: string;
  readonly rrdp?: string;
  readonly https?: string;
  readonly name: string;
  readonly years: number;
  readonly token?: string;
};

export async function taInit(this: Host, flags: TaInitFlags, folder: string): Promise<void> {
  const { uri: base, rrdp: notification, https, name, years } = flags;
  const options = {
    base,
    name,
    years,
    ...(flags.token === undefined ? {} : { token: readText(flags.token) }),
    ...(https === undefined ? {} : { https }),
    ...(notification === undefined ? {} : { notification }),
  };
  const tal = need(await createAnchor(folder, options, unixNow()));
  const path = join(folder, `${name}.tal`);
  writeFile(path, tal);
  answer(this, flags.json, { folder, name, tal: path }, () =>
    [
      `trust anchor  ${name}, in ${folder}: keep this folder offline, and a copy of it in a safe`,
      `locator       ${path}: hand it to relying parties`,
      `next          comity rpki init REPOSITORY --uri ${base}, then comity rpki ta sign ${folder} --request online.csr --out bundle.json`,
      "",
    ].join("\n"),
  );
}

export type TaSignFlags = {
  readonly json: boolean;
  readonly request?: string;
  readonly resource?: readonly string[];
  readonly drop?: string;
  readonly days: number;
  readonly out: string;
};

export async function taSign(this: Host, flags: TaSignFlags, folder: string): Promise<void> {
  const resources = flags.resource === undefined ? undefined : need(parseResources(flags.resource));
  const request = flags.request === undefined ? undefined : readBytes(flags.request);
  const signing = {
    days: flags.days,
    ...(flags.drop === undefined ? {} : { drop: flags.drop.toUpperCase() }),
    ...(request === undefined ? {} : { request }),
    ...(resources === undefined ? {} : { resources }),
  };
  const bundle = need(await signWithAnchor(folder, signing, unixNow()));
  writeFile(flags.out, bundleText(bundle));
  const files = [...bundle.files.keys()];
  const ends = new Date((unixNow() + flags.days * 86_400) * 1000).toISOString().slice(0, 10);
  answer(this, flags.json, { bundle: flags.out, files, ends }, () =>
    [
      `signed  ${files.length} files, good until ${ends}: come back before then`,
      `bundle  ${flags.out}: carry it over, then comity rpki accept REPOSITORY ${flags.out}`,
      "",
    ].join("\n"),
  );
}
