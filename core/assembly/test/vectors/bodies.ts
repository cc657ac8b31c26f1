/** One body of every act kind from its field table: with all fields, and with the required ones alone. */
import type { Field, Fields, Shape } from "@comity/assembly";
import type { Json } from "@comity/canon";
import { keysOf } from "../world.ts";

type Body = { readonly [field: string]: Json };

/** Values with something to get wrong: letters outside ASCII, the greatest integer, the second choice. */
function sample(shape: Shape, all: boolean): Json {
  switch (shape.type) {
    case "text":
      return (shape.lines === true ? "Größe\nlines 2\n" : "Größe 東京 😀").slice(0, shape.max);
    case "party":
      return "XB";
    case "lane":
      return "side-lane";
    case "kind":
      return all ? "*" : "vote";
    case "decision":
      return "42";
    case "hash":
    case "document":
      return "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    case "asn":
      return "AS4294967295";
    case "resource":
      return "::ffff:192.0.2.0/120";
    case "key":
      return keysOf("XB").vkey;
    case "time":
      return Number.MAX_SAFE_INTEGER;
    case "integer":
      return all ? shape.max : shape.min;
    case "flag":
      return true;
    case "choice":
      return shape.of.at(all ? -1 : 0)!;
    case "list":
      return Array.from({ length: Math.max(shape.min, 1) }, () => sample(shape.of, all));
    case "map":
      return { "\u{10000}": sample(shape.of, all), "\ue000": sample(shape.of, all) };
    case "object":
      return bodyOf(shape.fields, all);
    case "cases": {
      const [tag, fields] = Object.entries(shape.cases).at(all ? -1 : 0)!;
      return { [shape.tag]: tag, ...bodyOf(fields, all) };
    }
    case "measure":
      return { body: { anything: [1, { deep: true }] }, kind: "unseat" };
    case "constitution":
      return { anything: "a\nb" };
  }
}

export const bodyOf = (fields: Fields, all: boolean): Body =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]: [string, Field]) => all || field.optional !== true)
      .map(([name, field]) => [name, sample(field, all)]),
  );
