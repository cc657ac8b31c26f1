/** Parts of JSON Schemas. */
export type Schema = { readonly [keyword: string]: unknown };

export const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
export const oneOf = (...values: readonly string[]): Schema =>
  values.length === 1 ? { const: values[0] } : { enum: values };
const described = (schema: Schema, description?: string): Schema =>
  description === undefined ? schema : { ...schema, description };
export const integer = (minimum: number, maximum: number, description?: string): Schema =>
  described({ type: "integer", minimum, maximum }, description);
/** 10^10 s = 317 years. */
export const seconds = (minimum: number): Schema => integer(minimum, 10_000_000_000, "Seconds.");
export const text = (maxLength: number, description?: string): Schema =>
  described({ type: "string", minLength: 1, maxLength }, description);
export const list = (items: Schema, minItems: number, maxItems: number): Schema => ({
  type: "array",
  items,
  minItems,
  maxItems,
});
export const set = (items: Schema, minItems: number, maxItems: number, description?: string): Schema =>
  described({ ...list(items, minItems, maxItems), uniqueItems: true }, description);
export const record = (values: Schema, maxProperties: number): Schema => ({
  type: "object",
  propertyNames: ref("name"),
  additionalProperties: values,
  maxProperties,
});
export const object = (
  required: { readonly [key: string]: Schema },
  optional: { readonly [key: string]: Schema } = {},
): Schema => ({
  type: "object",
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
});
