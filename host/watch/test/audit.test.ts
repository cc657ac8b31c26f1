/**
 * What an audit catches of an operator who signs whatever it likes: the log of each test is well formed, its checkpoint is
 * signed and its tree is right; only the history or the state in it is not.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { signatureChecks } from "@comity/assembly";
import { auditLog, KeysSeen, openSource } from "@comity/watch";
import { must, sha256, toBase64, utf8 } from "@comity/canon";
import { installNative, VerifyPool } from "@comity/native";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  castAll,
  house,
  MEMBERS,
  propose,
  settle,
  yes,
} from "../../../core/assembly/test/decisions/house.ts";
import { cosigned, countersigned } from "../../../core/assembly/test/witnesses.ts";
import { keyFile, ORIGIN, policyOf, World } from "../../../core/assembly/test/world.ts";
import { at, logOf, says, type Told } from "./log-of.ts";

const folders: string[] = [];
let pool: VerifyPool;
beforeAll(async () => {
  await installNative();
  pool = new VerifyPool(1);
});
afterAll(async () => {
  await pool.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function world(): World {
  const w = new World({ founders: [{ id: "QM" }, { id: "QN" }] });
  w.join("XA", "XB");
  // Without effect: the record says so.
  w.do("XA", "delegate", { to: "XA", resources: ["10.0.0.0/8"], terms: { kind: "permanent" } });
  w.block();
  return w;
}

async function audit(folder: string, key?: string): Promise<string> {
  const audited = await auditLog(must(await openSource(folder)), pool, key, () => {});
  if (audited.ok) return `${audited.value.audited.acts} acts, ${audited.value.audited.height} blocks`;
  return `${audited.error.code}: ${/^entry \d+/.exec(audited.error.detail)?.[0] ?? "all"}`;
}

async function made(...how: Parameters<typeof logOf>): Promise<string> {
  const folder = await logOf(...how);
  folders.push(folder);
  return folder;
}

describe("audit", () => {
  it("finds nothing in an honest log, with and without its key file", async () => {
    const folder = await made(world());
    expect(await audit(folder)).toBe("4 acts, 5 blocks");
    expect(await audit(folder, keyFile())).toBe("4 acts, 5 blocks");
  });

  it("finds a state that the acts do not give", async () => {
    const stateRoot = toBase64(sha256(utf8("another state")));
    expect(await audit(await made(world(), at(2, says({ stateRoot }))))).toBe("state-root: entry 5");
  });

  it("finds an act without effect that is told as one with effect", async () => {
    expect(await audit(await made(world(), at(3, says({ void: [] }))))).toBe("state-root: entry 7");
  });

  it("finds an act that nobody signed", async () => {
    const forge = ({ acts, record }: Told): Told => {
      const entry = acts[0]!.slice();
      // The last signature line ends in base64: one character of the signature itself.
      const place = entry.length - 12;
      entry[place] = entry[place] === 0x41 ? 0x42 : 0x41;
      return { acts: [entry], record };
    };
    expect(await audit(await made(world(), at(2, forge)))).toBe("signature-invalid: entry 4");
  });

  it("finds an act that was left out", async () => {
    const w = world();
    const without = ({ record }: Told): Told => ({ acts: [], record });
    expect(await audit(await made(w, at(2, without)))).toBe("state-root: entry 4");
  });

  it("finds an end inside a block", async () => {
    const open = ({ acts }: Told): Told => ({ acts, record: undefined });
    const w = world();
    const act = w.act("XC", "join", { kind: "operator", policy: policyOf("XC") });
    w.block([act]);
    expect(await audit(await made(w, at(5, open)))).toBe("log-invalid: all");
  });

  it("finds a checkpoint of another key, and a log of another key file", async () => {
    expect(await audit(await made(world(), undefined, "somebody else"))).toMatch(/^checkpoint-/);
    const other = `log ${keyFile().split(" ")[1]!.split("\n")[0]!}\nquorum none\n# another file\n`;
    expect(await audit(await made(world()), other)).toBe("key-file-other: all");
  });

  it("finds a dataset that is missing", async () => {
    const roots = utf8(
      `comity/dataset/v1\n{"counts":{"asn":0,"ipv4":1,"ipv6":0},"date":"2026-11-14","kind":"roots","original":{"name":"x","sha256":"${"0".repeat(64)}","size":0},"serial":"1","source":"iana"}\nipv4|10.0.0.0|10.255.255.255|allocated|||EXAMPLE\n`,
    );
    const w = new World({ founders: [{ id: "QM" }], roots });
    const folder = await made(w);
    expect(await audit(folder)).toBe("1 acts, 1 blocks");
    rmSync(join(folder, "datasets"), { recursive: true });
    expect(await audit(folder)).toBe("dataset-missing: entry 0");
  });

  it("knows the witnesses of a key file that was replaced: an act may come with their word after it", () => {
    const w = house({ witnessed: true });
    const act = countersigned(w.act("XB", "leave"), { w1: w.time, w2: w.time });
    const seen = new KeysSeen();
    seen.remember(w.assembly.state, act);
    const id = propose(w, "QM", "set-key-file", { policy: keyFile() });
    castAll(w, id, yes(MEMBERS));
    expect(settle(w, id).phase).toBe("carried-out");
    must(w.assembly.applyBlock(w.time + 1, [], () => undefined, cosigned(ORIGIN, w.assembly.size, {})));
    expect(signatureChecks(w.assembly.state, act)).toMatchObject({ ok: false });
    expect(act.signatures).toHaveLength(3);
    for (const line of act.signatures) expect(seen.find(line)!.verify(act.text, line.signature)).toBe(true);
    expect(new KeysSeen().find(act.signatures[1]!)).toBeUndefined();
  });
});
