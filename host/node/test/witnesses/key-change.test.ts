/** Other keys of a log and other witnesses, decided by its assembly; whoever has an old key file follows by proofs (SEMANTICS D2). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { followKeyChain, formatKeyChain, verifyProofFile } from "@comity/assembly";
import { serveWitness } from "@comity/watch";
import { must, utf8 } from "@comity/canon";
import { openCheckpoint, parsePolicy, policyKeys } from "@comity/log";
import { startNode, type RunningNode } from "@comity/node";
import { formatKeyFile } from "@comity/signing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { constitution } from "../../../../core/assembly/test/decisions/house.ts";
import { logKeyOf, witnessedKeyFile, witnessKey } from "../../../../core/assembly/test/witnesses.ts";
import { keyFile } from "../../../../core/assembly/test/world.ts";
import { decide } from "./decide.ts";
import { audited, keep, node, stop } from "./running.ts";
import { clock, found, FOUNDERS, get, LOG_KEY, newFolder, ORIGIN, World } from "../shared.ts";

const OTHER = formatKeyFile(logKeyOf(ORIGIN, "other"));

const text = async (n: RunningNode, path: string): Promise<string> => (await get(n, path)).text;
const chainOf = async (n: RunningNode): Promise<Uint8Array> => utf8(await text(n, "/api/v1/key-chain"));
const accepts = (policy: string, note: string): string => {
  const opened = openCheckpoint(utf8(note), must(policyKeys(must(parsePolicy(utf8(policy))))));
  return opened.ok ? "accepted" : opened.error.code;
};
const assemblyProof = "/api/v1/proof/fact?register=decisions&key=assembly";

it("changes the log's key when the new one signs, then its witnesses; every earlier key file is followed to the newest", async () => {
  const folder = newFolder();
  const first = keyFile();
  const second = keyFile("other");
  const third = witnessedKeyFile(ORIGIN, "other");
  let n = await node(folder);
  const w = new World({ founders: FOUNDERS, constitution: constitution() });
  await found(n, w);
  expect(must(followKeyChain(await chainOf(n), first))).toEqual({ policy: first, changes: [] });
  await decide(n, w, [{ kind: "set-key-file", body: { policy: second } }]);
  await n.tick();
  // Nobody has the new key yet: the old one is in force, and says what waits.
  expect(await text(n, "/api/v1/key")).toBe(first);
  expect(must(followKeyChain(await chainOf(n), first))).toEqual({ policy: first, changes: [], next: second });
  await stop(n);

  n = await node(folder, { nextLogKey: OTHER });
  await n.tick();
  await n.tick();
  expect(await text(n, "/api/v1/key")).toBe(second);
  const note = await text(n, "/log/checkpoint");
  expect([accepts(first, note), accepts(second, note)]).toEqual(["checkpoint-log-signature", "accepted"]);
  const chain = await chainOf(n);
  const followed = must(followKeyChain(chain, first));
  expect(followed).toMatchObject({ policy: second, changes: [{ policy: second }] });
  expect(must(followKeyChain(chain, second))).toEqual({ policy: second, changes: [] });
  const proof = utf8(await text(n, assemblyProof));
  expect(verifyProofFile(proof, first).ok).toBe(false);
  expect(verifyProofFile(proof, followed.policy).ok).toBe(true);

  const urls: { [name: string]: string } = {};
  for (const name of ["w1", "w2"] as const) {
    const logs = [must(parsePolicy(utf8(second)))];
    const server = must(
      await serveWitness({ folder: newFolder(), key: witnessKey(name), logs, clock: () => clock.now }),
    );
    keep(server);
    urls[name] = server.url;
  }
  await stop(n);
  // The old key is not needed any more.
  n = await node(folder, { logKey: OTHER, witnesses: urls });
  await decide(n, w, [{ kind: "set-key-file", body: { policy: third } }]);
  await n.tick();
  await n.tick();
  expect(await text(n, "/api/v1/key")).toBe(third);
  for (const [from, count] of [
    [first, 2],
    [second, 1],
    [third, 0],
  ] as const) {
    const { changes, policy } = must(followKeyChain(await chainOf(n), from));
    expect([policy, changes.length]).toEqual([third, count]);
  }
  await stop(n);
  for (const key of [first, second, third]) expect((await audited(folder, key)).acts).toBeGreaterThan(5);
  const refused = await startNode({ folder, origin: ORIGIN, logKey: LOG_KEY, clock: () => clock.now });
  expect(refused).toMatchObject({ ok: false, error: { code: "log-key-other" } });
});

it("follows nothing that the keys it knows did not prove", async () => {
  const folder = newFolder();
  const n = await node(folder, { nextLogKey: OTHER });
  const w = new World({ founders: FOUNDERS, constitution: constitution() });
  await found(n, w);
  await decide(n, w, [{ kind: "set-key-file", body: { policy: keyFile("other") } }]);
  await n.tick();
  await n.tick();
  const text_ = Buffer.from(await chainOf(n)).toString();
  const { proofs } = JSON.parse(text_.split("\n")[1]!) as { proofs: string[] };
  expect(proofs).toHaveLength(2);
  const follow = (of: readonly string[], from = keyFile()) => {
    const result = followKeyChain(utf8(formatKeyChain(of)), from);
    return result.ok ? result.value.policy : result.error.code;
  };
  expect(follow(proofs)).toBe(keyFile("other"));
  expect(follow([proofs[1]!])).toBe("key-chain-other");
  // Nothing leads back: the proof of the decision holds under the new file too, whose key had signed already.
  expect(follow(proofs, keyFile("other"))).toBe(keyFile("other"));
  expect(follow(proofs.toReversed(), keyFile("other"))).toBe(keyFile("other"));
  expect(follow([proofs[0]!], keyFile("other"))).toBe("key-chain-other");
  expect(follow(proofs.toReversed())).toBe(keyFile());
  // Decided and never in force: the old file stays.
  expect(follow([proofs[0]!])).toBe(keyFile());
  expect(follow([])).toBe("key-chain-other");
  expect(follow(proofs, keyFile("a stranger"))).toBe("key-chain-other");
  // Whatever bytes are changed: the old file, the new one, or nothing.
  const whole = utf8(text_);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), {
        minLength: 1,
        maxLength: 3,
      }),
      (changes) => {
        const bytes = whole.slice();
        for (const [place, by] of changes) bytes[place]! ^= by;
        const result = followKeyChain(bytes, keyFile());
        return !result.ok || result.value.policy === keyFile() || result.value.policy === keyFile("other");
      },
    ),
    { numRuns: 300 },
  );
  // Another fact, and a forged one.
  const party = await text(n, "/api/v1/proof/fact?register=parties&key=party%2FQM");
  expect(follow([party], keyFile("other"))).toBe("key-chain-other");
  const forged = proofs[0]!.replace(/"tree":"(.{40})./, (_, head: string) => `"tree":"${head}A`);
  expect(forged).not.toBe(proofs[0]);
  expect(follow([forged, proofs[1]!])).toBe("key-chain-other");
  for (const bytes of [
    "",
    "comity/key-chain/v1\n",
    "comity/key-chain/v1\n{}\n",
    'comity/key-chain/v1\n{"proofs":[1]}\n',
  ])
    expect(followKeyChain(utf8(bytes), keyFile())).toMatchObject({ ok: false });
  expect(readFileSync(join(folder, "log", "checkpoint"), "utf8")).toContain(ORIGIN);
});

it("asks for no witnesses any more when that is decided, and is followed", async () => {
  const folder = newFolder();
  const witnessed = witnessedKeyFile(ORIGIN);
  const urls: { [name: string]: string } = {};
  for (const name of ["w1", "w2"] as const) {
    const logs = [must(parsePolicy(utf8(keyFile())))];
    const server = must(
      await serveWitness({ folder: newFolder(), key: witnessKey(name), logs, clock: () => clock.now }),
    );
    keep(server);
    urls[name] = server.url;
  }
  const n = await node(folder, { witnesses: urls });
  const w = new World({ founders: FOUNDERS, constitution: constitution(), witnessed: true });
  await found(n, w);
  await decide(n, w, [{ kind: "set-key-file", body: { policy: keyFile() } }]);
  for (let i = 0; i < 3; i++) await n.tick();
  expect(await text(n, "/api/v1/key")).toBe(keyFile());
  expect(must(followKeyChain(await chainOf(n), witnessed))).toMatchObject({ policy: keyFile() });
  expect((await get(n, "/api/v1/status")).json).toMatchObject({ trust: "operator-trusted" });
});
