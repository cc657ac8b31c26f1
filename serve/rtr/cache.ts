/**
 * What an RTR cache knows: the current set under its serial, ready to send in every version, and the changes since the
 * serials that are kept. Serials belong to the session ids given at the start; both never repeat (see identity.ts).
 */
import { concat, Defect } from "@comity/canon";
import {
  diffPayloads,
  emptyPayload,
  isEmptyDiff,
  vrpCount,
  type Payload,
  type PayloadDiff,
  type VrpDiff,
} from "@comity/routes";
import { carried } from "./carried.ts";
import { changePdus, netChange, restPdus, type Rest } from "./changes.ts";
import { cacheResponse, endOfData } from "./encode.ts";
import { KEPT_ROWS, KEPT_SERIALS } from "./limits.ts";
import type { Timers, Version } from "./pdu.ts";
import { piecesOf, updatedPieces, type Piece } from "./pieces.ts";
import { nextSerial } from "./serials.ts";

/** A whole answer: Cache Response, records, End of Data. The buffers are shared by all who read them. */
export type Answer = { readonly serial: number; readonly buffers: readonly Uint8Array[] };

/** One session id for each protocol version, and the serial before the first set. */
export type Identity = { readonly sessions: readonly [number, number, number]; readonly serial: number };

/** An older serial: what it had beside VRPs, and what the next serial changed of its VRPs. */
type Kept = { readonly serial: number; readonly rest: Rest; readonly step: VrpDiff };

const rowsOf = (diff: VrpDiff): number => vrpCount(diff.announce) + vrpCount(diff.withdraw);

export class RtrCache {
  readonly timers: Timers;
  private readonly identity: Identity;
  private readonly keptSerials: number;
  private now: number;
  private payload: Payload | undefined;
  private pieces: { readonly v4: readonly Piece[]; readonly v6: readonly Piece[] } = { v4: [], v6: [] };
  private history: Kept[] = [];
  private readonly answers: Map<string, Answer> = new Map();
  /** ASPAs and router keys of the current set that no PDU can carry. */
  leftOut = 0;

  constructor(identity: Identity, timers: Timers, keptSerials: number = KEPT_SERIALS) {
    this.identity = identity;
    this.now = identity.serial;
    this.timers = timers;
    this.keptSerials = keptSerials;
  }

  get serial(): number {
    return this.now;
  }

  get current(): Payload | undefined {
    return this.payload;
  }

  sessionId(version: Version): number {
    return this.identity.sessions[version];
  }

  /** Takes a set over. Raises the serial by one when it differs from the current one; the difference, or nothing. */
  publish(given: Payload): PayloadDiff | undefined {
    const next = carried(given);
    this.leftOut = given.aspas.count - next.aspas.count + given.routerKeys.length - next.routerKeys.length;
    const old = this.payload ?? emptyPayload();
    const diff = diffPayloads(old, next);
    if (this.payload !== undefined && isEmptyDiff(diff)) return undefined;
    const { announce, withdraw } = diff.vrps;
    const update = (f: "v4" | "v6"): readonly Piece[] =>
      this.payload === undefined
        ? piecesOf(next.vrps[f])
        : updatedPieces(this.pieces[f], old.vrps[f], next.vrps[f], announce[f], withdraw[f]);
    this.pieces = { v4: update("v4"), v6: update("v6") };
    if (this.payload !== undefined) {
      // Not the payload itself: its VRPs must not live as long as its serial.
      const { aspas, routerKeys } = old;
      this.history.push({ serial: this.now, rest: { aspas, routerKeys }, step: diff.vrps });
    }
    this.payload = next;
    this.now = nextSerial(this.now);
    this.answers.clear();
    this.forget();
    return diff;
  }

  /** Changes that add up to more rows than the whole set help nobody, unless they are few. */
  private forget(): void {
    let rows = this.history.reduce((sum, kept) => sum + rowsOf(kept.step), 0);
    const most = Math.max(vrpCount(this.payload!.vrps), KEPT_ROWS);
    while (this.history.length > 0 && (this.history.length > this.keptSerials || rows > most)) {
      rows -= rowsOf(this.history.shift()!.step);
    }
  }

  /** Whether changes since a serial can be told. */
  reaches(serial: number): boolean {
    return (
      this.payload !== undefined && (serial === this.now || this.history.some((k) => k.serial === serial))
    );
  }

  /** Serials whose changes are kept. */
  get kept(): number {
    return this.history.length;
  }

  whole(version: Version): Answer {
    return this.remembered(
      `${version}`,
      () => [
        ...this.pieces.v4.toReversed().map((piece) => piece.bytes(version)),
        ...this.pieces.v6.toReversed().map((piece) => piece.bytes(version)),
        concat(...restPdus(version, this.payload!)),
      ],
      version,
    );
  }

  /** The net change since a serial that `reaches` says is kept. */
  changes(version: Version, since: number): Answer {
    if (!this.reaches(since)) throw new Defect(`the changes since ${since} are not kept`);
    return this.remembered(
      `${version} ${since}`,
      () => {
        const first = this.history.findIndex((kept) => kept.serial === since);
        if (first < 0) return [];
        const steps = this.history.slice(first).map((kept) => kept.step);
        const net = steps.reduce(netChange);
        return [concat(...changePdus(version, net, this.history[first]!.rest, this.payload!))];
      },
      version,
    );
  }

  private remembered(key: string, records: () => readonly Uint8Array[], version: Version): Answer {
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const session = this.sessionId(version);
    const buffers = [
      cacheResponse(version, session),
      ...records(),
      endOfData(version, session, this.now, this.timers),
    ];
    const answer = { serial: this.now, buffers: buffers.filter((b) => b.length > 0) };
    this.answers.set(key, answer);
    return answer;
  }
}
