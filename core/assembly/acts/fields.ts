/**
 * The field table of an act kind: one `as const` description from which the type, the strict parser, the JSON Schema,
 * the documentation, the CLI flags, the form and the fuzz generator are derived.
 */
import type { Json } from "@comity/canon";

/** What a value may be. `doc` is one sentence without a full stop, shown in docs, help and forms. */
export type Shape =
  | { readonly type: "text"; readonly max: number; readonly lines?: true }
  | { readonly type: "party" | "hash" | "resource" | "key" | "lane" | "kind" | "time" | "asn" | "decision" }
  /** SHA-256 of a document (`document.ts`): its text is kept with the record and read by people, never by the fold. */
  | { readonly type: "document" }
  | { readonly type: "integer"; readonly min: number; readonly max: number }
  | { readonly type: "flag" }
  | { readonly type: "choice"; readonly of: readonly string[] }
  | { readonly type: "list"; readonly of: Shape; readonly min: number; readonly max: number }
  | { readonly type: "object"; readonly fields: Fields }
  | { readonly type: "map"; readonly of: Shape; readonly max: number }
  | { readonly type: "cases"; readonly tag: string; readonly cases: { readonly [tag: string]: Fields } }
  | { readonly type: "measure" }
  | { readonly type: "constitution" };

export type Field = Shape & { readonly doc: string; readonly optional?: true };
export type Fields = { readonly [name: string]: Field };

/** A measure inside a proposal: an act kind whose authority is a decision, with its body. */
export type Measure = { readonly kind: string; readonly body: { readonly [field: string]: Json } };

type ValueOf<S> = S extends { readonly type: "integer" | "time" }
  ? number
  : S extends { readonly type: "flag" }
    ? boolean
    : S extends { readonly type: "choice"; readonly of: readonly (infer C)[] }
      ? C
      : S extends { readonly type: "list"; readonly of: infer I }
        ? readonly ValueOf<I>[]
        : S extends { readonly type: "object"; readonly fields: infer F }
          ? BodyOf<F>
          : S extends { readonly type: "map"; readonly of: infer I }
            ? { readonly [key: string]: ValueOf<I> }
            : S extends {
                  readonly type: "cases";
                  readonly tag: infer T extends string;
                  readonly cases: infer C;
                }
              ? { [K in keyof C]: { readonly [P in T]: K } & BodyOf<C[K]> }[keyof C]
              : S extends { readonly type: "measure" }
                ? Measure
                : S extends { readonly type: "constitution" }
                  ? { readonly [key: string]: Json }
                  : string;

type OptionalKeys<F> = { [K in keyof F]: F[K] extends { readonly optional: true } ? K : never }[keyof F];

/** The type of a body described by a field table. */
export type BodyOf<F> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: ValueOf<F[K]>;
};
