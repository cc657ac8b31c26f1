/**
 * The state machine of one router's session, without I/O: events in, actions out. States, table and invariants are in
 * SPEC.md. The driver gives the next PDU only when the previous answer has been sent ("answered").
 */
import type { Decoded } from "./decode.ts";
import { ERROR, errorName, isCodeOf, isFatal } from "./error-codes.ts";
import { NOTIFY_SECONDS, VERSION_TRIES } from "./limits.ts";
import { TYPE, type Pdu, type Version } from "./pdu.ts";
import { oneLine } from "./one-line.ts";

/** What a session may ask its cache. */
export type CacheView = {
  readonly lowest: Version;
  readonly highest: Version;
  /** False while there is no set, or only one that is too old to serve. */
  readonly available: boolean;
  readonly serial: number;
  readonly sessionId: (version: Version) => number;
  readonly reaches: (serial: number) => boolean;
};

export type Action =
  | { readonly do: "whole"; readonly version: Version }
  | { readonly do: "changes"; readonly version: Version; readonly since: number }
  | { readonly do: "cache-reset"; readonly version: Version }
  | { readonly do: "notify"; readonly version: Version }
  /** `faulty`: the PDU at hand is enclosed. `answer`: it answers a query, `answered` follows. */
  | {
      readonly do: "report";
      readonly version: Version;
      readonly code: number;
      readonly text: string;
      readonly faulty: boolean;
      readonly answer: boolean;
    }
  | { readonly do: "close"; readonly why: string };

/** A whole PDU or a fault, as `decodePdu` gives them. */
export type Heard = Exclude<Decoded, { readonly kind: "more" }>;

export class Session {
  private readonly cache: CacheView;
  /** Fixed by the first query that is answered. */
  version: Version | undefined;
  closed = false;
  /** An answer is on its way. */
  private busy = false;
  /** The router has learned our session id on this transport. */
  private bound = false;
  /** Serial of the last answer, and the last one notified. */
  private told: number | undefined;
  private notified: number | undefined;
  private notifiedAt: number = Number.NEGATIVE_INFINITY;
  private tries = 0;

  constructor(cache: CacheView) {
    this.cache = cache;
  }

  heard(heard: Heard): Action[] {
    if (this.closed) return [];
    if (heard.kind === "pdu")
      return heard.pdu.kind === "error" ? this.complaint(heard.pdu) : this.asked(heard.pdu);
    // An Error Report is never answered by one, not even a broken one.
    if (heard.kind === "fault") {
      if (heard.type === TYPE.errorReport) return this.close("broken Error Report");
      return this.fault(heard.code, heard.detail, heard.version);
    }
    if (heard.type === TYPE.errorReport) return this.close("Error Report of an unknown version");
    return this.version === undefined ? this.tooHigh(heard.version) : this.otherVersion(heard.version);
  }

  /** The answer is in the hands of the transport. */
  answered(serial: number | undefined, now: number): Action[] {
    this.busy = false;
    if (serial !== undefined) this.told = serial;
    return this.tick(now);
  }

  /** Time has passed or the set has changed: a notification may be due. `now` in seconds, of a clock that never goes back. */
  tick(now: number): Action[] {
    if (this.closed || this.busy || this.version === undefined || !this.cache.available) return [];
    const { serial } = this.cache;
    if (serial === this.told || serial === this.notified || now - this.notifiedAt < NOTIFY_SECONDS) return [];
    this.notified = serial;
    this.notifiedAt = now;
    return [{ do: "notify", version: this.version }];
  }

  /** The router has closed its side inside a PDU. */
  truncated(): Action[] {
    return this.closed ? [] : this.fault(ERROR.corruptData, "the connection ended inside a PDU");
  }

  /** Ends the session from this side. Version 2 has codes that say why. */
  end(why: string, code?: number): Action[] {
    if (this.closed) return [];
    const { version } = this;
    const closing = this.close(why);
    if (code === undefined || version === undefined || !isCodeOf(version, code)) return closing;
    return [{ do: "report", version, code, text: why, faulty: false, answer: false }, ...closing];
  }

  private close(why: string): Action[] {
    this.closed = true;
    return [{ do: "close", why }];
  }

  /** In the session's version; before it is fixed in the router's, if that is spoken here, else in our highest. */
  private fault(code: number, text: string, heard: number = this.cache.highest): Action[] {
    const { lowest, highest } = this.cache;
    const version = this.version ?? (heard >= lowest && heard <= highest ? (heard as Version) : highest);
    const why = `${errorName(code)}: ${text}`;
    return [{ do: "report", version, code, text, faulty: true, answer: false }, ...this.close(why)];
  }

  private complaint(pdu: Pdu & { readonly kind: "error" }): Action[] {
    const why = `the router reports ${errorName(pdu.code)}: ${oneLine(pdu.text)}`;
    return isFatal(pdu.code) || this.version === undefined ? this.close(why) : [];
  }

  private tooHigh(version: number): Action[] {
    const { highest } = this.cache;
    const text = `version ${version} is not spoken here, the highest is ${highest}`;
    if (++this.tries >= VERSION_TRIES) return this.fault(ERROR.unsupportedVersion, text);
    return [
      { do: "report", version: highest, code: ERROR.unsupportedVersion, text, faulty: true, answer: false },
    ];
  }

  private otherVersion(version: number): Action[] {
    const code = this.version === 0 ? ERROR.unsupportedVersion : ERROR.unexpectedVersion;
    return this.fault(code, `version ${version} in a session of version ${this.version}`);
  }

  private asked(pdu: Exclude<Pdu, { readonly kind: "error" }>): Action[] {
    const { cache } = this;
    if (this.version === undefined) {
      if (pdu.version > cache.highest) return this.tooHigh(pdu.version);
      if (pdu.version < cache.lowest) {
        return this.fault(
          ERROR.unsupportedVersion,
          `version ${pdu.version} is not spoken here, the lowest is ${cache.lowest}`,
        );
      }
    } else if (pdu.version !== this.version) return this.otherVersion(pdu.version);
    if (pdu.kind !== "serial-query" && pdu.kind !== "reset-query") {
      return this.fault(ERROR.invalidRequest, `a router does not send ${pdu.kind} to a cache`, pdu.version);
    }
    const { version } = pdu;
    this.version = version;
    if (pdu.kind === "serial-query" && this.bound && pdu.session !== cache.sessionId(version)) {
      return this.fault(ERROR.corruptData, `session id ${pdu.session} is not that of this session`);
    }
    this.busy = true;
    if (!cache.available) {
      const text = "there is no data to serve now";
      return [{ do: "report", version, code: ERROR.noData, text, faulty: false, answer: true }];
    }
    if (pdu.kind === "reset-query") {
      this.bound = true;
      return [{ do: "whole", version }];
    }
    if (pdu.session !== cache.sessionId(version) || !cache.reaches(pdu.serial)) {
      return [{ do: "cache-reset", version }];
    }
    this.bound = true;
    return [{ do: "changes", version, since: pdu.serial }];
  }
}
