/** Constitutions from files, YAML or JSON; `-` is standard input. */
import { readConstitution, type Place, type Problem } from "@comity/rules-lint";
import type { Constitution } from "@comity/rules";
import { readBytes } from "../../files.ts";
import { answer, EXIT, Stop, type Host } from "../../host.ts";

export function textOf(path: string): string {
  const bytes = readBytes(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Stop(EXIT.failed, "not-utf8", `${path} is not UTF-8 text: save it as UTF-8`);
  }
}

export type Loaded = {
  readonly value: Constitution;
  readonly place: (pointer: string) => Place;
};

/** Null after the refusals have been said. */
export function load(host: Host, json: boolean, path: string): Loaded | null {
  const read = readConstitution(textOf(path));
  if (read.ok) return read;
  refuse(host, json, path, read.error);
  return null;
}

/** `rules.yaml:12:5: error: what is wrong; what to write instead (/rules/x) [code]`. */
export function refuse(host: Host, json: boolean, path: string, problems: readonly Problem[]): void {
  answer(host, json, { schema: "comity/rules-problems/v1", file: path, problems }, () =>
    problems.map((each) => `${problemLine(path, each)}\n`).join(""),
  );
  host.exit(EXIT.failed);
}

function problemLine(path: string, { line, column, detail, instead, field, code }: Problem): string {
  const where = field === "" ? "" : ` (${field})`;
  const then = instead === undefined ? "" : `; ${instead}`;
  return `${path}:${line}:${column}: error: ${detail}${then}${where} [${code}]`;
}
