export { CaptureReader } from "./reader.ts";
export { readCapture, readCaptureFile } from "./file.ts";
export { readLink, emptyLink } from "./link.ts";
export type { LinkHeader } from "./link.ts";
export { LINK_ETHERNET, LINK_COOKED, LINK_COOKED_2, MAX_FRAME, MAX_BLOCK, MAX_INTERFACES } from "./frame.ts";
export type { CaptureFrame } from "./frame.ts";
export { pcapWriter, pcapngWriter } from "./writer.ts";
export type { CaptureWriter, FrameTime, Sink } from "./writer.ts";
