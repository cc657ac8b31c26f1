/** Files that `comity init` is given: what founders bring, and IANA's blocks as a dataset. */
import { existsSync } from "node:fs";
import { sha256, toBase64 } from "@comity/canon";
import { readDatasetHeader } from "@comity/resources";
import { readBytes } from "../../files.ts";
import { EXIT, Stop } from "../../host.ts";
import { jsonFile } from "../../json-file.ts";
import type { Founder } from "./founder.ts";

/** A dataset file, which `comity start` then hands in before the founding act; or the hash of one the node has. */
export function rootsOf(
  given: string | undefined,
): { readonly hash: string; readonly bytes?: Uint8Array } | undefined {
  if (given === undefined) return undefined;
  if (!existsSync(given)) return { hash: given };
  const bytes = readBytes(given);
  const header = readDatasetHeader(bytes);
  if (!header.ok)
    throw new Stop(EXIT.failed, header.error.code, `${given} is no dataset: ${header.error.detail}`, {
      next: "`comity import FILE` makes one of IANA's ipv4-address-space.xml",
    });
  return { hash: toBase64(sha256(bytes)), bytes };
}

/** What `comity keys founder` wrote; its seats are chambers of the constitution. */
export function founderIn(path: string, chambers: readonly string[]): Founder {
  const founder: unknown = jsonFile(path);
  if (
    typeof founder !== "object" ||
    founder === null ||
    Array.isArray(founder) ||
    typeof (founder as Founder).id !== "string"
  )
    throw new Stop(
      EXIT.failed,
      "founder-form",
      `${path} describes no founder: make it with \`comity keys founder\``,
    );
  const unknown = Object.keys(Object((founder as Founder)["seats"])).find((seat) => !chambers.includes(seat));
  if (unknown !== undefined)
    throw new Stop(
      EXIT.usage,
      "founder-seat",
      `${path} takes a seat in ${unknown}; the constitution has ${chambers.join(", ")}`,
      {
        next: "make the file again with `comity keys founder … --seat CHAMBER`, or leave the seat out",
      },
    );
  return founder as Founder;
}
