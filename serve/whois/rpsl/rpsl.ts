/** RPSL objects (RFC 2622, RFC 4012): attributes in order; the first one names class and key. */

export type Attribute = { readonly name: string; readonly value: string };
export type RpslObject = {
  /** Lower-case name of the first attribute. */
  readonly class: string;
  readonly attributes: readonly Attribute[];
};

/** All values of an attribute, in order. */
export const valuesOf = (object: RpslObject, name: string): readonly string[] =>
  object.attributes.filter((attribute) => attribute.name === name).map(({ value }) => value);

export const valueOf = (object: RpslObject, name: string): string | undefined => valuesOf(object, name)[0];

/** Members of a list attribute: separated by commas or blanks, over all its lines. */
export const membersOf = (object: RpslObject, name: string): readonly string[] =>
  valuesOf(object, name).flatMap((value) => value.split(/[,\s]+/).filter((word) => word !== ""));

export const objectOf = (
  attributes: readonly (readonly [name: string, value: string | undefined])[],
): RpslObject => {
  const kept = attributes.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  return { class: kept[0]!.name, attributes: kept };
};

const COLUMN = 16;
const MAX_MESSAGE = 4096;

const withoutControls = (text: string): string =>
  text.replaceAll(/\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu, " ");

/** Foreign text never reaches a terminal as control sequences; a line stays a line, of a bounded length. */
export const harmless = (text: string): string => withoutControls(text.slice(0, MAX_MESSAGE));

/** One line each attribute, values aligned and whole (a set's members may be many); without the empty line that ends an object in an answer. */
export function rpslText(object: RpslObject): string {
  return object.attributes
    .map(({ name, value }) => `${`${name}:`.padEnd(COLUMN)}${withoutControls(value)}`.trimEnd() + "\n")
    .join("");
}
