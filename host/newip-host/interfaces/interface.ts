/** What the stack needs of a link: frames in, frames out, its own address and largest packet. */

/** A frame is `bytes[start..end)` and begins with the 14-byte Ethernet header; valid during the call only. */
export type FrameHandler = {
  frame: (bytes: Uint8Array, start: number, end: number) => void;
  /** A batch is over: queued output should be sent now. */
  idle: () => void;
};

export type InterfaceCounters = {
  received: number;
  sent: number;
  /** Frames refused because the output queue was full. */
  overruns: number;
  /** Frames that are too short or too long for the link. */
  malformed: number;
  /** Frames the kernel dropped before we read them (packet sockets). */
  kernelDrops: number;
};

export const noCounts = (): InterfaceCounters => ({
  received: 0,
  sent: 0,
  overruns: 0,
  malformed: 0,
  kernelDrops: 0,
});

export interface NetInterface {
  readonly name: string;
  /** Link address, 6 bytes. */
  readonly mac: Uint8Array;
  /** Longest network packet (without the Ethernet header), bytes. */
  readonly mtu: number;
  readonly counters: InterfaceCounters;
  /** Starts delivery. */
  open(handler: FrameHandler): void;
  /** Queues a copy of the frame; false when it was dropped (and counted). */
  send(bytes: Uint8Array, start: number, end: number): boolean;
  /** Hands queued frames to the link. */
  flush(): void;
  close(): void;
}

/** Bytes of an Ethernet header. */
export const ETHERNET = 14;
