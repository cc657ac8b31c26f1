/** The vectors of the level prototype. */
import { decodeLevels, encodeLevels } from "../level/level.ts";
import { toHex } from "../hex.ts";
import type { Case } from "./case.ts";

export function levelAddress(c: Case): void {
  c.only(c.vector, "id", "field_type", "levels", "wire", "wire_len", "note");
  const number = c.number(c.vector, "field_type");
  if (number !== 1 && number !== 2) c.fail(`unknown field type ${number}`);
  const type = number === 1 ? "source" : "destination";
  const given = c.array(c.vector, "levels");
  const levels = given.map((level) => c.bytes(typeof level === "string" ? level : "?", "level"));
  const wire = c.hex(c.vector, "wire");
  c.same("wire_len", wire.length, c.number(c.vector, "wire_len"));
  const encoded = encodeLevels({ type, levels });
  c.same("wire", encoded.ok ? encoded.value : encoded.error.code, wire);
  const decoded = decodeLevels(wire);
  if (!decoded.ok) return c.fail(`refused: ${decoded.error.code}`);
  c.same("type", decoded.value.type, type);
  c.same(
    "levels",
    decoded.value.levels.map((l) => toHex(l)),
    given,
  );
}
