/** What goes into and out of a connection: segments, its states, and what it tells. */
export type TcpState =
  | "syn-sent"
  | "syn-received"
  | "established"
  | "fin-wait"
  | "close-wait"
  | "closing"
  | "time-wait"
  | "closed";

export type SegmentOut = {
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly window: number;
  readonly mss?: number;
  readonly payload?: Uint8Array;
};

export type SegmentIn = {
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly window: number;
  readonly mss: number | undefined;
  readonly data: Uint8Array;
};

export type TcpEvents = {
  readonly send: (segment: SegmentOut) => void;
  readonly connected: () => void;
  readonly data: (bytes: Uint8Array) => void;
  /** The peer has sent its last byte. */
  readonly end: () => void;
  /** Room to write again. */
  readonly drain: () => void;
  /** It is over: undefined after an orderly end, else a code. */
  readonly closed: (code: string | undefined) => void;
};
