/** The member `borders` of a node file: packets pass between networks only by agreements of record. */
import { keepBorders, type Face } from "../assembly/borders.ts";
import { parseRecordPlace } from "../assembly/form.ts";
import type { ProverOf } from "../assembly/source.ts";
import { isObject, onlyKeys } from "../json.ts";
import { ok, type Refusal, type Result } from "../refusal.ts";
import type { Stack } from "../stack/stack.ts";
import { bad } from "./form.ts";

/** Answers what ends the reading. Codes `node-config`, `assembly-form`, those of `keepBorders`. */
export async function startBorders(
  spec: unknown,
  stack: Stack,
  proverOf: ProverOf | undefined,
  told: ((refusal: Refusal) => void) | undefined,
): Promise<Result<() => void>> {
  if (spec === undefined) return ok(() => {});
  const place = parseRecordPlace(spec, "/borders", ["faces"]);
  if (!place.ok) return place;
  const { faces, keyFile } = place.value;
  if (!Array.isArray(faces)) return bad("which network each interface faces", "/borders/faces");
  const known: Face[] = [];
  for (const face of faces as unknown[]) {
    const port = isObject(face) ? stack.ports[Number(face["interface"])] : undefined;
    const network = isObject(face) ? face["network"] : undefined;
    if (
      port === undefined ||
      typeof network !== "string" ||
      !isObject(face) ||
      !onlyKeys(face, ["interface", "network"])
    )
      return bad("a face has interface (its number) and network", "/borders/faces");
    known.push({ port: port.index, network });
  }
  const prover = proverOf?.(keyFile);
  if (prover === undefined) return bad("nothing here verifies proofs of an assembly", "/borders");
  if (!prover.ok) return prover;
  const kept = await keepBorders(place.value, prover.value, known, told);
  if (!kept.ok) return kept;
  stack.admit = kept.value.admit;
  return ok(kept.value.close);
}
