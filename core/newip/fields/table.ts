/**
 * The shape of a field table. One table per header is the source of decoder annotations, explain tables, SVG and the
 * Wireshark dissector.
 */

/** How a value is written. `address`: flexible address; `shipping`: address of the type in the field named by `of`. */
export type FieldKind = "number" | "hex" | "bytes" | "mac" | "address" | "shipping";

export type Bit = {
  readonly mask: number;
  readonly label: string;
  /** What it means when set; when clear, nothing is said. */
  readonly set: string;
};

export type FieldRow = {
  /** Name in code and in a dissector's filter. */
  readonly key: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** Bytes; `"self"`: the first byte implies it; `"rest"`: to the end; `{ of }`: an earlier field gives it. */
  readonly size: number | "self" | "rest" | { readonly of: string };
  /** Present only when these bits of an earlier field are set. */
  readonly when?: { readonly field: string; readonly mask: number };
  readonly values?: { readonly [value: number]: string };
  readonly bits?: readonly Bit[];
  readonly unit?: string;
  readonly doc: string;
};

export type HeaderTable = {
  readonly key: string;
  readonly label: string;
  readonly rows: readonly FieldRow[];
};
