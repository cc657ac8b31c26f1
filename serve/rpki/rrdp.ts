/**
 * The files of RRDP (RFC 8182): notification, snapshot, deltas. Snapshot and delta are made from the same two trees, and
 * "previous snapshot + delta = new snapshot" is checked before anything is written.
 */
import { sameTree, type Tree } from "./files.ts";
import { toBase64 } from "@comity/canon";
import { sha256Hex } from "./keys.ts";

const NAMESPACE = "http://www.ripe.net/rpki/rrdp";
const head = (element: string, session: string, serial: number): string =>
  `<${element} xmlns="${NAMESPACE}" version="1" session_id="${session}" serial="${serial}">`;

/** `base`: rsync URI below which the tree's paths lie. */
export function snapshotXml(session: string, serial: number, base: string, tree: Tree): string {
  const items = [...tree].map(
    ([path, bytes]) => `<publish uri="${base}${path}">${toBase64(bytes)}</publish>`,
  );
  return `${[head("snapshot", session, serial), ...items, "</snapshot>"].join("\n")}\n`;
}

/** `bytes` undefined: withdrawn. `hash`: of the object before, absent for a new one. */
export type Change = { readonly path: string; readonly bytes?: Uint8Array; readonly hash?: string };

export function changesBetween(before: Tree, after: Tree): Change[] {
  const changes: Change[] = [];
  for (const [path, bytes] of after) {
    const old = before.get(path);
    if (old === undefined) changes.push({ path, bytes });
    else if (Buffer.compare(old, bytes) !== 0) changes.push({ path, bytes, hash: sha256Hex(old) });
  }
  for (const [path, old] of before) if (!after.has(path)) changes.push({ path, hash: sha256Hex(old) });
  return changes;
}

/** The tree after the changes; `undefined` when a hash does not fit. */
export function applyChanges(before: Tree, changes: readonly Change[]): Tree | undefined {
  const tree = new Map(before);
  for (const { path, bytes, hash } of changes) {
    const old = tree.get(path);
    if ((old === undefined ? undefined : sha256Hex(old)) !== hash) return undefined;
    if (bytes === undefined) tree.delete(path);
    else tree.set(path, bytes);
  }
  return tree;
}

/** `undefined` when the delta would not lead from one tree to the other: it must not be published. */
export function deltaXml(
  session: string,
  serial: number,
  base: string,
  before: Tree,
  after: Tree,
): string | undefined {
  const changes = changesBetween(before, after);
  const reached = applyChanges(before, changes);
  if (reached === undefined || !sameTree(reached, after)) return undefined;
  const items = changes.map(({ path, bytes, hash }) => {
    const old = hash === undefined ? "" : ` hash="${hash}"`;
    return bytes === undefined
      ? `<withdraw uri="${base}${path}"${old}/>`
      : `<publish uri="${base}${path}"${old}>${toBase64(bytes)}</publish>`;
  });
  return `${[head("delta", session, serial), ...items, "</delta>"].join("\n")}\n`;
}

export type Located = { readonly uri: string; readonly hash: string };
/** Deltas newest first, without a gap. */
export function notificationXml(
  session: string,
  serial: number,
  snapshot: Located,
  deltas: readonly (Located & { readonly serial: number })[],
): string {
  const lines = deltas.map((d) => `<delta serial="${d.serial}" uri="${d.uri}" hash="${d.hash}"/>`);
  const all = [
    head("notification", session, serial),
    `<snapshot uri="${snapshot.uri}" hash="${snapshot.hash}"/>`,
    ...lines,
  ];
  return `${[...all, "</notification>"].join("\n")}\n`;
}
