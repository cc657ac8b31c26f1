/** Strict access to the members of SLURM objects: what is missing, wrong or unknown ends the reading with its place. */
import type { Refusal, Result } from "@comity/canon";
import { fromBase64Url } from "./slurm.ts";
import type { Value } from "./strict-json.ts";
import { parseBlock, type Block } from "./vrp-set.ts";

type Fields = { readonly [name: string]: Value };

/** Carries the first refusal out of the nested readers. */
export class Stop extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.detail);
    this.refusal = refusal;
  }
}

export function stop(code: string, detail: string, field: string): never {
  throw new Stop({ code, detail, field });
}

export const take = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Stop(result.error);
};

/** One object of the file: every member asked for, and no other. */
export class Members {
  readonly at: string;
  private readonly fields: Fields;

  constructor(value: Value, at: string, allowed: readonly string[], ignored: string[] | undefined) {
    this.at = at;
    if (value === null || typeof value !== "object" || Array.isArray(value))
      throw new Stop({ code: "slurm-type", detail: "expected an object", field: at });
    this.fields = value as Fields;
    for (const name of Object.keys(value)) {
      if (allowed.includes(name)) continue;
      if (ignored === undefined)
        stop(
          "slurm-member",
          `RFC 8416 knows no member "${name}" here: only ${allowed.join(", ")}`,
          `${at}/${name}`,
        );
      else ignored.push(`${at}/${name}`);
    }
  }

  field(name: string): string {
    return `${this.at}/${name}`;
  }

  required(name: string): Value {
    const value = this.fields[name];
    return value === undefined ? stop("slurm-missing", `the member "${name}" is missing`, this.at) : value;
  }

  optional<T>(name: string, read: () => T): T | undefined {
    return this.fields[name] === undefined ? undefined : read();
  }

  list(name: string): readonly Value[] {
    const value = this.required(name);
    return Array.isArray(value) ? value : stop("slurm-type", "expected a list", this.field(name));
  }

  text(name: string): string {
    const value = this.required(name);
    return typeof value === "string" ? value : stop("slurm-type", "expected a text", this.field(name));
  }

  number(name: string, max: number): number {
    return number(this.required(name), max, this.field(name));
  }

  prefix(): Block {
    return take(parseBlock(this.text("prefix"), this.field("prefix")));
  }

  ski(): Uint8Array {
    const ski = take(fromBase64Url(this.text("SKI"), this.field("SKI")));
    return ski.length === 20 ? ski : stop("slurm-ski", "a key identifier has 20 bytes", this.field("SKI"));
  }

  /** The object with those optional members that are there. */
  with<T extends object>(fixed: T): T & { readonly comment?: string } {
    const comment = this.optional("comment", () => this.text("comment"));
    return comment === undefined ? fixed : { ...fixed, comment };
  }
}

export function number(value: Value, max: number, field: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max) return value;
  return stop("slurm-number", `expected a whole number from 0 to ${max}`, field);
}
