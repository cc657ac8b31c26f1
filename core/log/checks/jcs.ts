/** RFC 8785 vectors: folders `input`, `output` and `outhex` side by side, one case per file name. */
import { equalBytes, fromUtf8, jcsBytes, ok, refuse, type Json, type Result } from "@comity/canon";
import { baseOf, expect, fail, folderOf, hexField, verdict, type Check, type VectorFile } from "./check.ts";

/** Checks of one input file, or none when it has no counterpart. */
export function checkJcs(file: VectorFile, files: ReadonlyMap<string, VectorFile>): readonly Check[] {
  const folder = folderOf(file.path);
  if (baseOf(folder) !== "input") return [];
  const parent = folder.slice(0, -"input".length);
  const name = baseOf(file.path);
  const output = files.get(`${parent}output/${name}`);
  const hex = files.get(`${parent}outhex/${name.replace(/\.json$/, ".txt")}`);
  if (!output && !hex) return [];
  const input = parse(file.bytes);
  if (!input.ok) return [verdict(file.path, true, input)];
  const canonical = jcsBytes(input.value);
  const checks: Check[] = [];
  if (output) {
    checks.push(expect(output.path, equalBytes(canonical, output.bytes), "differs from the RFC 8785 form"));
  }
  const text = hex && fromUtf8(hex.bytes);
  if (hex && text) {
    const wanted = text.ok ? hexField(text.value.replaceAll(/\s/g, "")) : undefined;
    checks.push(
      wanted
        ? expect(hex.path, equalBytes(canonical, wanted), "differs from the RFC 8785 form")
        : fail(hex.path, "not hexadecimal"),
    );
  }
  return checks;
}

function parse(bytes: Uint8Array): Result<Json> {
  const text = fromUtf8(bytes);
  if (!text.ok) return text;
  try {
    return ok(JSON.parse(text.value) as Json);
  } catch {
    return refuse("json", "the input is not JSON");
  }
}
