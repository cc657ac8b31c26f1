/**
 * Audit of a log of many small acts: `comity audit` over a folder with 200,000 acts of one Ed25519 signature each (`correct` of
 * the own holding, by 5,000 keys), which replays it, verifies every signature and compares every state root.
 *
 *   node bench/audit.bench.ts [--acts 200000] [--keys 5000] [--folder KEPT] [--rounds 3]
 */
import { execFileSync } from "node:child_process";
import { createHash, createPrivateKey, sign } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { must, sha256, toBase64, utf8, type Json } from "@comity/canon";
import {
  Assembly,
  actEntry,
  actText,
  formatBlockRecord,
  NO_PREV,
  readAct,
  signed,
  type SignedAct,
} from "@comity/assembly";
import { formatCheckpoint } from "@comity/log";
import { installNative } from "@comity/native";
import { simpleMajority } from "@comity/rules";
import {
  formatNote,
  formatVkey,
  signerOf,
  signNote,
  type KeyFile,
  type NoteSignature,
} from "@comity/signing";
import { createStore } from "@comity/store";

const ORIGIN = "example.org/assembly";
const BLOCK = 4096;
const START = 1_794_614_400;
const SEEN = { root: toBase64(sha256(new Uint8Array(0))), size: 0 };
const LOG: KeyFile = { name: ORIGIN, type: "ed25519", secret: sha256(utf8("log")) };
const ROOTS = utf8(
  `comity/dataset/v1\n{"counts":{"asn":0,"ipv4":1,"ipv6":0},"date":"2026-11-14","kind":"roots","original":{"name":"bench","sha256":"${"0".repeat(64)}","size":0},"serial":"1","source":"iana"}\nipv4|10.0.0.0|10.255.255.255|allocated|||EXAMPLE\n`,
);
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

class Party {
  readonly id: string;
  readonly policy: Json;
  readonly line: (text: Uint8Array) => NoteSignature;
  #seq = 0;
  #prev = NO_PREV;

  constructor(id: string) {
    this.id = id;
    const secret = createHash("sha256").update(id).digest();
    const { key } = signerOf({ name: `${id}/office`, type: "ed25519", secret });
    const own = createPrivateKey({ key: Buffer.concat([PKCS8, secret]), format: "der", type: "pkcs8" });
    this.policy = { keys: [{ key: formatVkey(key) }], thresholds: [{ k: 1, kinds: ["*"] }] };
    this.line = (text) => ({
      name: key.name,
      keyId: key.id,
      signature: new Uint8Array(sign(null, text, own)),
    });
  }

  act(kind: string, body: { readonly [field: string]: Json }, also: readonly Party[] = []): Uint8Array {
    const place = { by: this.id, kind, lane: "main", prev: this.#prev, seen: SEEN, seq: ++this.#seq };
    const text = actText({ assembly: ORIGIN, body, ...place, until: 4_000_000_000 });
    this.#prev = toBase64(createHash("sha256").update(text).digest());
    return actEntry(text, [this.line(text), ...also.map((party) => party.line(text))]);
  }
}

async function build(folder: string, acts: number, keys: number): Promise<void> {
  const store = must(await createStore(folder, { origin: ORIGIN }));
  const assembly = new Assembly();
  const roots = toBase64(must(await store.blobs.put("datasets", ROOTS)));
  let time = START;
  const close = async (entries: readonly Uint8Array[]): Promise<void> => {
    const all: SignedAct[] = entries.map((entry) => signed(must(readAct(entry))));
    const block = must(assembly.applyBlock(time++, all, () => ROOTS));
    const bad = block.outcomes.find(({ code }) => code !== undefined);
    if (bad !== undefined) throw new Error(`${bad.act.kind}: ${bad.code}`);
    const logged = entries.map((entry, i) => ({
      entry,
      hash: new Uint8Array(Buffer.from(all[i]!.hash, "base64")),
    }));
    must(await store.enqueue(logged));
    const row = must(await store.appendBlock([...logged, { entry: formatBlockRecord(block.record) }]));
    const text = formatCheckpoint({ origin: ORIGIN, size: row.size, root: row.root, extensions: [] });
    must(await store.publish(formatNote(must(signNote(text, signerOf(LOG))))));
  };
  const registry = new Party("QM");
  const parties = Array.from({ length: keys }, (_, i) => new Party(`N${i}`));
  const constitution = JSON.parse(JSON.stringify(simpleMajority)) as Json;
  const founder = {
    id: "QM",
    kind: "registry",
    label: "EXAMPLE",
    policy: registry.policy,
    seats: { members: 1 },
  };
  const policy = `log ${formatVkey(signerOf(LOG).key)}\nquorum none\n`;
  await close([registry.act("found", { constitution, parties: [founder], policy, roots })]);
  let entries: Uint8Array[] = [];
  const add = async (entry: Uint8Array): Promise<void> => {
    if (entries.push(entry) < BLOCK) return;
    await close(entries);
    entries = [];
  };
  for (const party of parties) await add(party.act("join", { kind: "operator", policy: party.policy }));
  const block = (i: number): string => `10.${i >> 8}.${i & 255}.0/24`;
  for (const [i, party] of parties.entries()) {
    await add(
      registry.act("delegate", { to: party.id, resources: [block(i)], terms: { kind: "permanent" } }, [
        party,
      ]),
    );
  }
  for (let n = 0; n < acts; n++) {
    const i = n % keys;
    await add(parties[i]!.act("correct", { resources: [block(i)], note: `network ${n}` }));
  }
  if (entries.length > 0) await close(entries);
  await store.close();
}

const { values } = parseArgs({
  options: {
    acts: { type: "string", default: "200000" },
    keys: { type: "string", default: "5000" },
    folder: { type: "string" },
    rounds: { type: "string", default: "3" },
  },
});
await installNative();
const folder = values.folder ?? mkdtempSync(join(tmpdir(), "comity-audit-"));
if (!existsSync(join(folder, "log"))) await build(folder, Number(values.acts), Number(values.keys));
const main = fileURLToPath(new URL("../face/cli/main.ts", import.meta.url));
const rates: number[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  const out = execFileSync(process.execPath, [main, "audit", folder, "--json"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { acts, actsPerSecond, seconds } = JSON.parse(out) as { [figure: string]: number };
  rates.push(actsPerSecond!);
  console.log(`audit: ${acts} acts in ${seconds!.toFixed(1)} s, ${actsPerSecond} acts/s`);
}
console.log(`median ${rates.toSorted((a, b) => a - b)[rates.length >> 1]} acts/s`);
if (values.folder === undefined) rmSync(folder, { recursive: true });
