/**
 * A family of VRPs as ready-made announcements in pieces of bounded size. Pieces never change: a new set shares every
 * piece without a difference with the old one, so that routers which are still reading the old set cost little.
 */
import { compareVrps, type VrpFamily } from "@comity/routes";
import { PIECE_BYTES } from "./limits.ts";
import { prefixRows, restamped, rowBytes } from "./prefix-rows.ts";
import type { Version } from "./pdu.ts";

/** `rows` announcements of `size` bytes each. Version 1 is written at once, the others when first asked for. */
export class Piece {
  readonly rows: number;
  private readonly size: number;
  private readonly stamped: [Uint8Array | undefined, Uint8Array, Uint8Array | undefined];

  constructor(family: VrpFamily, from: number, to: number) {
    this.rows = to - from;
    this.size = rowBytes(family);
    this.stamped = [undefined, prefixRows(1, true, family, from, to), undefined];
  }

  bytes(version: Version): Uint8Array {
    return (this.stamped[version] ??= restamped(this.stamped[1], version, this.size));
  }
}

/** Pieces of the rows `from` up to `to`, lowest rows first (each piece reads backwards). */
function cut(family: VrpFamily, from: number, to: number): Piece[] {
  const most = Math.floor(PIECE_BYTES / rowBytes(family));
  const count = Math.ceil((to - from) / most);
  const edge = (k: number): number => from + Math.floor(((to - from) * k) / count);
  return Array.from({ length: count }, (_, k) => new Piece(family, edge(k), edge(k + 1)));
}

export const piecesOf = (family: VrpFamily): readonly Piece[] => cut(family, 0, family.count);

/** How many rows of `family` sort before row `j` of `other`. */
function rowsBefore(family: VrpFamily, other: VrpFamily, j: number): number {
  let low = 0;
  let high = family.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareVrps(family, middle, other, j) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Position in the old family of each row of a part of the difference, ascending. */
const positions = (old: VrpFamily, part: VrpFamily): number[] =>
  Array.from({ length: part.count }, (_, j) => rowsBefore(old, part, j));

/** The pieces of `next`, given those of `old` and the difference between both. */
export function updatedPieces(
  pieces: readonly Piece[],
  old: VrpFamily,
  next: VrpFamily,
  announce: VrpFamily,
  withdraw: VrpFamily,
): readonly Piece[] {
  if (announce.count + withdraw.count > old.count / 8) return piecesOf(next);
  const added = positions(old, announce);
  const gone = positions(old, withdraw);
  const out: Piece[] = [];
  let [oldAt, newAt, a, g] = [0, 0, 0, 0];
  for (const [k, piece] of pieces.entries()) {
    // A row that is added before the first row of a piece belongs to it; what follows the last row, to the last piece.
    const end = k === pieces.length - 1 ? Number.POSITIVE_INFINITY : oldAt + piece.rows;
    const [firstA, firstG] = [a, g];
    while (a < added.length && added[a]! < end) a++;
    while (g < gone.length && gone[g]! < end) g++;
    const rows = piece.rows + (a - firstA) - (g - firstG);
    if (a === firstA && g === firstG) out.push(piece);
    else for (const made of cut(next, newAt, newAt + rows)) out.push(made);
    oldAt += piece.rows;
    newAt += rows;
  }
  return out;
}
