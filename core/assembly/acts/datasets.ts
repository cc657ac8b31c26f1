/** The datasets an act names, those of its measures too: an act is admitted, and replayed, only with their bytes. */

/** `field` is the place within the act. */
export type NamedDataset = { readonly hash: string; readonly field: string };

export function* datasetsIn(
  body: Readonly<Record<string, unknown>>,
  path = "/body",
): Generator<NamedDataset, void, void> {
  for (const name of ["dataset", "roots"]) {
    const hash = body[name];
    if (typeof hash === "string") yield { hash, field: `${path}/${name}` };
  }
  const measures = body["measures"];
  if (!Array.isArray(measures)) return;
  for (const [i, measure] of (measures as { body?: Readonly<Record<string, unknown>> }[]).entries()) {
    yield* datasetsIn(measure.body ?? {}, `${path}/measures/${i}/body`);
  }
}
