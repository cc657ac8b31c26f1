/**
 * A state as snapshot sections: per register its keys and raw values in order, so that a tree is built in one pass.
 *   entry: u16 bits ‖ ceil(bits/8) key bytes ‖ u16 number of values ‖ for each: u32 length ‖ value; little-endian
 * The root that comes out must be the one of the block record, so a snapshot needs no trust.
 */
import { equalBytes, ok, readUint, refuse, uintBytes, type Result } from "@comity/canon";
import {
  Assembly,
  keyWidth,
  REGISTERS,
  stateRootOf,
  type BlockRecord,
  type Key,
  type RegisterName,
  type State,
} from "@comity/assembly";
import type { Entry } from "@comity/tree";

const SIZE = "size";

export function snapshotSections(assembly: Assembly): Map<string, Uint8Array> {
  const sections = new Map<string, Uint8Array>();
  for (const name of REGISTERS) sections.set(name, encode(assembly, name));
  sections.set(SIZE, uintBytes(assembly.size, 8));
  return sections;
}

/** The tree size a snapshot was taken at; undefined in snapshots of earlier versions. */
export function snapshotSize(sections: ReadonlyMap<string, Uint8Array>): number | undefined {
  const bytes = sections.get(SIZE);
  return bytes?.length === 8 ? readUint(bytes, 0, 8) : undefined;
}

function encode(assembly: Assembly, name: RegisterName): Uint8Array {
  let out = Buffer.allocUnsafe(1 << 16);
  let at = 0;
  const room = (bytes: number): void => {
    if (at + bytes <= out.length) return;
    const grown = Buffer.allocUnsafe(Math.max(out.length * 2, at + bytes));
    out.copy(grown, 0, 0, at);
    out = grown;
  };
  for (const { key, values } of assembly.state.tree(name).within(everything(name))) {
    const bytes = (key.bits + 7) >>> 3;
    room(4 + bytes);
    at = out.writeUInt16LE(key.bits, at);
    out.set(key.bytes.subarray(0, bytes), at);
    at = out.writeUInt16LE(values.length, at + bytes);
    for (const value of values) {
      room(4 + value.length);
      at = out.writeUInt32LE(value.length, at);
      out.set(value, at);
      at += value.length;
    }
  }
  return out.subarray(0, at);
}

/** The key that contains every key of a register. */
function everything(name: RegisterName): { bytes: Uint8Array; bits: number } {
  return { bytes: new Uint8Array(keyWidth(name) === 16 ? 16 : 4), bits: 0 };
}

/** The assembly after `record`, entry `size - 1` of the log, over a `state` that is empty; `loaded` hears of every entry. Code `snapshot-differs`. */
export function builtFrom(
  sections: ReadonlyMap<string, Uint8Array>,
  record: BlockRecord,
  size: number,
  state: State,
  loaded: Loaded = () => {},
): Result<Assembly> {
  const differs = refuse(
    "snapshot-differs",
    "the snapshot does not give the state root of its block: it is skipped",
  );
  for (const name of REGISTERS) {
    const section = sections.get(name);
    if (section === undefined) return differs;
    state.tree(name).build(decode(section, name, loaded));
  }
  const sealed = state.seal();
  if (!equalBytes(sealed.root, stateRootOf(record))) return differs;
  const assembly = new Assembly(state);
  assembly.height = record.height + 1;
  assembly.time = record.time;
  assembly.size = size;
  // Reading the constitution sets the grace that the due index counts with.
  void assembly.parameters;
  state.rebuildDue();
  return ok(assembly);
}

type Loaded = (name: RegisterName, key: Key, values: readonly Uint8Array[]) => void;

function* decode(section: Uint8Array, name: RegisterName, loaded: Loaded): Generator<Entry, void, void> {
  const bytes = Buffer.from(section.buffer, section.byteOffset, section.length);
  const width = keyWidth(name);
  for (let at = 0; at < bytes.length;) {
    const bits = bytes.readUInt16LE(at);
    const length = (bits + 7) >>> 3;
    const key = new Uint8Array(width === "text" ? length : width);
    key.set(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
    const values: Uint8Array[] = [];
    let count = bytes.readUInt16LE(at);
    at += 2;
    for (; count > 0; count--) {
      const size = bytes.readUInt32LE(at);
      values.push(bytes.subarray(at + 4, at + 4 + size));
      at += 4 + size;
    }
    const placed: Key = { bytes: key, bits };
    loaded(name, placed, values);
    yield { key: placed, values };
  }
}
