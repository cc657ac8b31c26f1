/**
 * What a CA remembers: numbers that only rise, what it has issued, what it has revoked. One JSON text with the objects
 * in it, so that the repository can be made from it alone.
 */
import { fromBase64, must, toBase64, ok, refuse, type Result } from "@comity/canon";

export type Issued = {
  /** What it says: equal identity means nothing has to be signed again. */
  readonly identity: string;
  readonly serial: bigint;
  readonly until: number;
  readonly bytes: Uint8Array;
};
export type Revocation = { readonly serial: bigint; readonly at: number; readonly until: number };
export type Lists = {
  readonly number: bigint;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly manifestSerial: bigint;
  readonly manifest: Uint8Array;
  readonly crl: Uint8Array;
};
export type CaState = {
  readonly nextSerial: bigint;
  /** By file name, with its extension. */
  readonly objects: ReadonlyMap<string, Issued>;
  readonly revoked: readonly Revocation[];
  readonly lists?: Lists;
};

export const newCa = (): CaState => ({ nextSerial: 1n, objects: new Map(), revoked: [] });

const KIND = "comity/rpki-ca/v1";

export function caStateText({ nextSerial, objects, revoked, lists }: CaState): string {
  const json = {
    kind: KIND,
    nextSerial: String(nextSerial),
    objects: [...objects].map(([file, { identity, serial, until, bytes }]) => ({
      file,
      identity,
      serial: String(serial),
      until,
      bytes: toBase64(bytes),
    })),
    revoked: revoked.map((r) => ({ ...r, serial: String(r.serial) })),
    ...(lists && {
      lists: {
        ...lists,
        number: String(lists.number),
        manifestSerial: String(lists.manifestSerial),
        manifest: toBase64(lists.manifest),
        crl: toBase64(lists.crl),
      },
    }),
  };
  return `${JSON.stringify(json, undefined, 1)}\n`;
}

/** Our own file: what does not fit was damaged. Code `rpki-state`. */
export function readCaState(text: string): Result<CaState> {
  const base64 = (value: unknown): Uint8Array => must(fromBase64(String(value)));
  try {
    const json = JSON.parse(text);
    if (json.kind !== KIND) return refuse("rpki-state", `expected a file of kind ${KIND}`);
    const { lists } = json;
    return ok({
      nextSerial: BigInt(json.nextSerial),
      objects: new Map<string, Issued>(
        json.objects.map((o: { [key: string]: unknown }) => [
          String(o["file"]),
          {
            identity: String(o["identity"]),
            serial: BigInt(String(o["serial"])),
            until: Number(o["until"]),
            bytes: base64(o["bytes"]),
          },
        ]),
      ),
      revoked: json.revoked.map((r: { serial: string; at: number; until: number }) => ({
        serial: BigInt(r.serial),
        at: r.at,
        until: r.until,
      })),
      ...(lists && {
        lists: {
          number: BigInt(lists.number),
          thisUpdate: lists.thisUpdate,
          nextUpdate: lists.nextUpdate,
          manifestSerial: BigInt(lists.manifestSerial),
          manifest: base64(lists.manifest),
          crl: base64(lists.crl),
        },
      }),
    });
  } catch {
    return refuse("rpki-state", "the CA's state file is damaged: restore it from a backup, or make a new CA");
  }
}
