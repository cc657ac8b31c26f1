/**
 * `comity act new KIND`: one command per kind of the catalogue, its flags made from the kind's field table. Loaded only
 * when it is asked for, because the catalogue brings the whole assembly.
 */
import { buildCommand, buildRouteMap, type RouteMap } from "@stricli/core";
import { CATALOGUE, type AnyKind, type Field } from "@comity/assembly";
import type { Host } from "../host.ts";
import * as flag from "../flags.ts";

type KindFlags = flag.ActFlags & { readonly [field: string]: string | number | boolean | undefined };

const briefOf = (field: Field): string =>
  field.type === "choice"
    ? `${field.doc} (${field.of.join(", ")})`
    : field.type === "document"
      ? `${field.doc}: @FILE, or the hash of a document the node has`
      : field.type === "cases"
        ? `${field.doc} (${casesOf(field)})`
        : field.doc;

/** `permanent`, `{"kind":"lease","until":…}`: a case without fields is its word. */
const casesOf = (field: Extract<Field, { readonly type: "cases" }>): string =>
  Object.entries(field.cases)
    .map(([name, fields]) => {
      const needed = Object.keys(fields).map((inner) => `,"${inner}":…`);
      return needed.length === 0 ? name : `{"${field.tag}":"${name}"${needed.join("")}}`;
    })
    .join(", ");

const isFree = (name: string): boolean => !(name in flag.act);

function commandOf(kind: AnyKind) {
  const fields = Object.entries(kind.fields).filter(([name]) => isFree(name));
  const own = Object.fromEntries(
    fields.map(([name, field]) => [name, flag.text(briefOf(field), field.type)]),
  );
  const hidden = Object.keys(kind.fields).filter((name) => !isFree(name));
  const pairs = hidden.length === 0 ? "" : `\nGiven as field=value: ${hidden.join(", ")}`;
  const first = fields.find(([, field]) => field.optional !== true)?.[0];
  const sample = first === undefined ? "" : ` --${kebab(first)} …`;
  return buildCommand<KindFlags, string[], Host>({
    loader: async () => {
      const { actNew } = await import("../commands/act-new.ts");
      return async function run(this: Host, flags: KindFlags, ...rest: readonly string[]) {
        const given = fields.flatMap(([name]) =>
          flags[name] === undefined ? [] : [`${name}=${String(flags[name])}`],
        );
        const paired = new Set(rest.map((pair) => pair.slice(0, Math.max(0, pair.indexOf("=")))));
        const spelling = (name: string): string =>
          paired.has(name) || !fields.some(([own]) => own === name) ? `${name}=` : `--${kebab(name)}`;
        await actNew.call(this, flags, kind.kind, [...given, ...rest], spelling);
      };
    },
    parameters: {
      flags: { ...flag.act, ...own } as never,
      positional: {
        kind: "array",
        parameter: { parse: String, brief: "field=value", placeholder: "field=value" },
      },
    },
    docs: {
      brief: kind.summary,
      fullDescription: `${kind.summary}. Lists and objects are JSON; fields may also be given as field=value or --body FILE.${pairs}\n\nExamples:\n  comity act new ${kind.kind} --by QM${sample} --sign office.key --submit\n  comity act new ${kind.kind} --by QM --body body.json --dry-run`,
    },
  });
}

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

export const actNewKinds = (): RouteMap<Host> =>
  buildRouteMap({
    routes: Object.fromEntries(CATALOGUE.map((kind) => [kind.kind, commandOf(kind)])),
    docs: { brief: "Write an act of a kind; its fields are flags" },
  });
