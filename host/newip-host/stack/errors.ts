import type { Refusal } from "../refusal.ts";

/** Carries a refusal to callbacks that Node's API gives an `Error`. */
export class NewIpError extends Error {
  readonly code: string;
  constructor(refusal: Refusal) {
    super(refusal.detail);
    this.code = refusal.code;
  }
}
