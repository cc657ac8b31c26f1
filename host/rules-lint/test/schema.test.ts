/** The published JSON Schema: file, examples, and that it reads shapes as the language does. */
import { readFileSync } from "node:fs";
import { constitutions } from "@comity/example-rules";
import { parseConstitution, registriesOperatorsSociety, simpleMajority } from "@comity/rules";
import { CONSTITUTION_SCHEMA } from "@comity/rules-lint";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, it } from "vitest";

const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(CONSTITUTION_SCHEMA);
const EXAMPLES = { ...constitutions, registriesOperatorsSociety, simpleMajority };
/** What parts say about one another, and what no schema can: the language checks these after the shapes. */
const BEYOND = new Set(
  [
    "unknown-name circular emergency appeal-rule entrenchment missing-clause duplicate unused choices extension".split(
      " ",
    ),
    "no-lapse appeal-body unattainable tie counts fraction too-many too-deep".split(" "),
  ].flat(),
);

it("is served as docs/constitution.schema.json", () => {
  const file = readFileSync(new URL("../../../docs/constitution.schema.json", import.meta.url), "utf8");
  expect(file).toBe(`${JSON.stringify(CONSTITUTION_SCHEMA, undefined, 2)}\n`);
});

it.each(Object.keys(EXAMPLES))("%s is valid", (name) => {
  expect(
    validate(EXAMPLES[name as keyof typeof EXAMPLES]),
    JSON.stringify(validate.errors?.slice(0, 3)),
  ).toBe(true);
});

/** The terms of a chamber that a condition names. */
const TERMS = /^\/rules\/[^/]+\/electorates\/[^/]+$/;

type Json = { [key: string]: unknown } | unknown[];

/** Every place in a value. */
function places(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, each]) => places(each, [...path, key]))];
}

function changed(value: Json, path: readonly string[], change: string): Json {
  const copy = structuredClone(value);
  let here = copy as { [key: string]: unknown };
  for (const key of path.slice(0, -1)) here = here[key] as { [key: string]: unknown };
  const last = path.at(-1)!;
  const other: { readonly [change: string]: unknown } = {
    text: "Other text",
    number: -1,
    half: 0.5,
    list: [],
    map: {},
    null: null,
    huge: 2 ** 60,
  };
  if (change === "remove" && Array.isArray(here)) here.splice(Number(last), 1);
  else if (change === "remove") delete here[last];
  else if (change === "add") here[last] = { ...(here[last] as object), other: 1 };
  else here[last] = other[change];
  return copy;
}

it("refuses the shapes that the language refuses, and no others", () => {
  const all = Object.values(EXAMPLES) as unknown as readonly Json[];
  const at = new Map(all.map((each) => [each, places(each).slice(1)]));
  const kinds = fc.constantFrom("remove", "add", "text", "number", "half", "list", "map", "null", "huge");
  fc.assert(
    fc.property(fc.nat(all.length - 1), fc.nat(), kinds, (which, where, kind) => {
      const value = all[which]!;
      const path = at.get(value)!;
      const mutant = changed(value, path[where % path.length]!, kind);
      const parsed = parseConstitution(mutant);
      const valid = validate(mutant);
      if (parsed.ok) expect(valid, JSON.stringify(validate.errors?.slice(0, 2))).toBe(true);
      else if (!BEYOND.has(parsed.error.code) && !TERMS.test(parsed.error.field))
        expect(valid, `${parsed.error.code} ${parsed.error.field}`).toBe(false);
    }),
    { numRuns: 600 },
  );
});
