import { must } from "@comity/canon";
import { partyPage } from "@comity/view";
import { afterEach, expect, it } from "vitest";
import {
  clock,
  datasetOf,
  found,
  newFolder,
  newWorld,
  noteOf,
  removeFolders,
  START,
  start,
  submit,
} from "./shared.ts";

afterEach(() => {
  removeFolders();
  clock.now = START;
});

it("a party's page shows what it holds, from the index, after acts, a restart, and an attestation over it", async () => {
  const folder = newFolder();
  let node = await start(folder);
  const w = newWorld(datasetOf("roots", "iana", ["ipv4|10.0.0.0|10.255.255.255|allocated|||RIR-M"]));
  await found(node, w);
  const same = async (): Promise<string[]> => {
    const { states } = node.context;
    expect(node.context.holdings.size).toBe(states.newest.size);
    const all: string[] = [];
    for (const id of ["QM", "QN", "XA"]) {
      const page = must(await node.client.get("party", { id, limit: 100 }));
      expect(page.holdings).toEqual(must(partyPage(states.newest, id, undefined, 100)).holdings);
      all.push(...page.holdings.items.map(({ resource }) => `${id} ${resource}`));
    }
    return all;
  };
  const give = async (to: string, resource: string): Promise<void> => {
    const body = { to, resources: [resource], terms: { kind: "permanent" } };
    expect((await submit(node, noteOf(w.act("QM", "delegate", body, { cosign: [to] })))).json.outcome).toBe(
      "effective",
    );
  };
  expect(await same()).toEqual(["QM 10.0.0.0/8"]);
  await give("XA", "10.1.0.0/16");
  await give("QN", "10.2.0.0/24");
  expect(await same()).toEqual(["QM 10.0.0.0/8", "QN 10.2.0.0/24", "XA 10.1.0.0/16"]);
  await submit(
    node,
    noteOf(w.act("XA", "transfer", { to: "QN", resources: ["10.1.4.0/22"] }, { cosign: ["QN"] })),
  );
  await submit(node, noteOf(w.act("QN", "return", { resources: ["10.2.0.0/24"] })));
  const before = await same();
  expect(before).toContain("QN 10.1.4.0/22");
  expect(before).not.toContain("QN 10.2.0.0/24");
  for (const withSnapshot of [true, false]) {
    if (withSnapshot) must(await node.snapshot());
    await node.stop();
    node = await start(folder);
    expect(await same()).toEqual(before);
  }
  await give("XA", "10.9.0.0/16");
  expect(await same()).toContain("XA 10.9.0.0/16");
  await node.stop();
});
