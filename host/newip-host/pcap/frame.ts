/** One captured frame, and the limits of the capture readers. */

/** LINKTYPE values this room knows (the registry of tcpdump.org). */
export const LINK_ETHERNET = 1;
export const LINK_COOKED = 113;
export const LINK_COOKED_2 = 276;

/** Longest frame accepted (bytes); the largest snapshot length tcpdump writes. */
export const MAX_FRAME = 262_144;
/** Longest pcapng block accepted (bytes). */
export const MAX_BLOCK = 16_777_216;
/** Most interfaces accepted in one pcapng section. */
export const MAX_INTERFACES = 4096;

/**
 * A frame as the readers hand it out. The object and its bytes are reused: both are valid during the callback only;
 * keep `frame.bytes.slice(frame.start, frame.end)`.
 */
export type CaptureFrame = {
  /** 1 for the first frame of the file, as in Wireshark. */
  number: number;
  /** LINKTYPE of the interface. */
  link: number;
  /** Index of the interface in its section; 0 for pcap. */
  interface: number;
  /** Time since 1970 UTC: whole seconds and the rest in nanoseconds. */
  seconds: number;
  nanoseconds: number;
  /** The captured bytes are `bytes[start..end)`. */
  bytes: Uint8Array;
  start: number;
  end: number;
  /** Length on the wire; more than `end - start` when the capture cut the frame. */
  length: number;
};

export const emptyFrame = (): CaptureFrame => ({
  number: 0,
  link: 0,
  interface: 0,
  seconds: 0,
  nanoseconds: 0,
  bytes: new Uint8Array(0),
  start: 0,
  end: 0,
  length: 0,
});
