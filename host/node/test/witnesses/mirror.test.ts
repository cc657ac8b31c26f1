/** A mirror of a running node: it keeps up, follows other keys, proves a fork, and becomes the node when that one is lost. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { followKeyChain, isBlockRecord, readAct, verifyEvidence } from "@comity/assembly";
import { openMirror, type Mirror } from "@comity/watch";
import { fromBase64, must, ok, utf8 } from "@comity/canon";
import { openCheckpoint, parsePolicy, policyKeys } from "@comity/log";
import { formatKeyFile } from "@comity/signing";
import { adoptLog, fsckLog } from "@comity/store";
import { expect, it } from "vitest";
import { constitution } from "../../../../core/assembly/test/decisions/house.ts";
import { logKeyOf } from "../../../../core/assembly/test/witnesses.ts";
import { keyFile } from "../../../../core/assembly/test/world.ts";
import { logOf } from "../../../watch/test/log-of.ts";
import { decide } from "./decide.ts";
import { audited, keep, node, stop } from "./running.ts";
import {
  clock,
  found,
  FOUNDERS,
  get,
  newFolder,
  noteOf,
  ORIGIN,
  policyOf,
  submit,
  World,
} from "../shared.ts";

function mirror(folder: string, from: string, key = keyFile()): Mirror {
  const made = must(openMirror({ folder, from, keyFile: key }));
  keep({ stop: async () => made.close() });
  return made;
}
const join_ = (w: World, id: string): string =>
  noteOf(w.act(id, "join", { kind: "operator", policy: policyOf(id) }));

it("keeps up with a node over HTTP, over a change of its key too, and becomes the node", async () => {
  const n = await node(newFolder(), { nextLogKey: formatKeyFile(logKeyOf(ORIGIN, "other")) });
  const w = new World({ founders: FOUNDERS, constitution: constitution() });
  await found(n, w);
  const copy = newFolder();
  // However the folder is written.
  const m = mirror(`${relative(".", copy)}/`, n.url);
  expect(must(await m.round())).toEqual({ size: 2, added: 2 });
  expect(must(await m.round())).toEqual({ size: 2, added: 0 });
  for (let i = 0; i < 300; i++) await submit(n, join_(w, `X${i}`));
  const grown = must(await m.round());
  expect(grown.size).toBe(n.context.states.newest.size);
  await decide(n, w, [{ kind: "set-key-file", body: { policy: keyFile("other") } }]);
  await n.tick();
  await n.tick();
  expect(must(await m.round()).size).toBe(n.context.states.newest.size);
  expect(m.keyFile).toBe(keyFile("other"));
  expect(readFileSync(join(copy, "mirror", "assembly.key"), "utf8")).toBe(keyFile("other"));
  expect((await audited(copy)).acts).toBeGreaterThan(300);
  expect(fsckLog(join(copy, "log")).damage).toEqual([]);
  const size = n.context.states.newest.size;
  const { folder } = n.context;
  await stop(n);
  expect(await m.round()).toMatchObject({ ok: false, error: { code: "unreachable" } });
  m.close();

  // The disk is gone: the copy goes on as the node.
  rmSync(folder, { recursive: true });
  const keys = must(policyKeys(must(parsePolicy(utf8(keyFile("other"))))));
  const note = readFileSync(join(copy, "log", "checkpoint"));
  const { checkpoint } = must(openCheckpoint(note, keys));
  must(
    adoptLog(copy, {
      origin: ORIGIN,
      newest: checkpoint,
      verify: (bytes) => openCheckpoint(bytes, keys),
      classify: (entry) => {
        if (isBlockRecord(entry)) return ok("record" as const);
        const act = readAct(entry);
        return act.ok ? fromBase64(act.value.hash) : act;
      },
    }),
  );
  // Whoever has the first key file is led on by the node that the copy has become.
  const again = await node(copy, { logKey: formatKeyFile(logKeyOf(ORIGIN, "other")) });
  expect(again.context.states.newest.size).toBe(size);
  const chain = (await get(again, "/api/v1/key-chain")).text;
  expect(must(followKeyChain(utf8(chain), keyFile())).policy).toBe(keyFile("other"));
  w.time = clock.now;
  expect((await submit(again, join_(w, "XZ"))).json).toMatchObject({ outcome: "effective" });
});

it("takes nothing that is not signed, goes on after that, and leaves no half", async () => {
  const honest = new World({ founders: [{ id: "QM" }, { id: "QN" }] });
  for (let i = 0; i < 5; i++)
    honest.block([honest.act(`X${i}`, "join", { kind: "operator", policy: policyOf(`X${i}`) })]);
  const folder = await logOf(honest);
  const copy = newFolder();
  const m = mirror(copy, folder);
  const bundles = join(folder, "log", "tile", "entries", "000.p");
  const [name] = readdirSync(bundles).toSorted((a, b) => Number(b) - Number(a));
  const bytes = readFileSync(join(bundles, name!));
  writeFileSync(join(bundles, name!), bytes.with(bytes.length - 20, 0x41 ^ bytes[bytes.length - 20]!));
  expect((await m.round()).ok).toBe(false);
  expect(existsSync(join(copy, "log", "checkpoint"))).toBe(false);
  writeFileSync(join(bundles, name!), bytes);
  expect(must(await m.round()).size).toBe(12);
  expect((await audited(copy)).acts).toBe(6);
  m.close();
  const stranger = mirror(newFolder(), folder, keyFile("a stranger"));
  expect(await stranger.round()).toMatchObject({ ok: false, error: { code: "checkpoint-log-signature" } });
  rmSync(folder, { recursive: true });
});

it("proves it when it is shown another history, longer, shorter or as long", async () => {
  const told = (id: string, blocks: number): World => {
    const w = new World({ founders: [{ id: "QM" }, { id: "QN" }] });
    for (let i = 0; i < blocks; i++)
      w.block([w.act(`${id}${i}`, "join", { kind: "operator", policy: policyOf(`${id}${i}`) })]);
    return w;
  };
  const first = await logOf(told("X", 4));
  for (const blocks of [2, 4, 7]) {
    const copy = newFolder();
    const place = join(newFolder(), "node");
    mkdirSync(place);
    renameSync(await logOf(told("X", 4)), join(place, "a"));
    const other = await logOf(told("Y", blocks));
    const m = mirror(copy, join(place, "a"));
    expect(must(await m.round()).size).toBe(10);
    rmSync(join(place, "a"), { recursive: true });
    renameSync(other, join(place, "a"));
    expect(await m.round()).toMatchObject({ ok: false, error: { code: "log-forked" } });
    const name = readdirSync(join(copy, "mirror")).find((file) => file.endsWith(".evidence"));
    const evidence = readFileSync(join(copy, "mirror", name!));
    expect(must(verifyEvidence(evidence, keyFile())).kind).toBe(blocks === 4 ? "checkpoints" : "fork");
    // What it had stays.
    expect((await audited(copy)).acts).toBe(5);
    m.close();
  }
  rmSync(first, { recursive: true });
});

it("asks for nothing that unsigned entries name", async () => {
  const roots = `comity/dataset/v1\n{"counts":{"asn":0,"ipv4":1,"ipv6":0},"date":"2026-11-14","kind":"roots","original":{"name":"x","sha256":"${"0".repeat(64)}","size":0},"serial":"1","source":"iana"}\nipv4|10.0.0.0|10.255.255.255|allocated|||EXAMPLE\n`;
  const place = join(newFolder(), "node");
  renameSync(await logOf(new World({ founders: [{ id: "QM" }] })), place);
  const note = readFileSync(join(place, "log", "checkpoint"));
  rmSync(place, { recursive: true });
  // The checkpoint of one log, the entries of another that names a dataset.
  renameSync(await logOf(new World({ founders: [{ id: "QM" }], roots: utf8(roots) })), place);
  writeFileSync(join(place, "log", "checkpoint"), note);
  const copy = newFolder();
  expect(await mirror(copy, place).round()).toMatchObject({ ok: false, error: { code: "copy-root" } });
  expect(existsSync(join(copy, "datasets"))).toBe(false);
});

it("mirrors into no node's own folder, and not twice into one", async () => {
  const n = await node(newFolder());
  const own = openMirror({ folder: n.context.folder, from: n.url, keyFile: keyFile() });
  expect(own).toMatchObject({ ok: false, error: { code: "mirror-of-own" } });
  const copy = newFolder();
  mirror(copy, n.url);
  const twice = openMirror({ folder: copy, from: n.url, keyFile: keyFile() });
  expect(twice).toMatchObject({ ok: false, error: { code: "folder-locked" } });
});
