/** A real node with a small invented world, serving the built explorer under a strict policy: for tests and screenshots. */
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { Client } from "@comity/api";
import { explorer, type RunningNode } from "@comity/node";
import { buildWeb } from "../build.ts";
import {
  clock,
  datasetOf,
  newFolder,
  noteOf,
  policyOf,
  post,
  removeFolders,
  start,
  START,
  submit,
  World,
} from "../../../host/node/test/shared.ts";

const DAY = 86_400;
type Render = (path: string, api: Client) => Promise<{ status: number; html: string }>;

const lines = (list: readonly string[]): string[] => list.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
function key(line: string): string {
  const [space = "", first = ""] = line.split("|");
  return (
    space +
    first
      .split(".")
      .map((part) => part.padStart(10, "0"))
      .join(".")
  );
}

/** IANA-like roots and two registries' files, invented, with one disputed block. */
const roots = datasetOf(
  "roots",
  "iana",
  lines([
    "asn|64496|64511|allocated||2020-01-01|rir-m",
    ...Array.from(
      { length: 120 },
      (_, i) =>
        `ipv4|${i * 2 + 1}.0.0.0|${i * 2 + 1}.255.255.255|allocated||2020-01-01|${["rir-m", "rir-n", "rir-o"][i % 3]}`,
    ),
  ]),
);
const report = (source: string, third: number): Uint8Array =>
  datasetOf(
    "delegations",
    source,
    lines([
      ...(source === "rir-m" ? ["asn|64496|64499|allocated|XA|2021-05-04|M-77"] : []),
      ...Array.from({ length: 40 }, (_, i) => i * 3 + third).flatMap((i) =>
        Array.from(
          { length: 24 },
          (_, j) =>
            `ipv4|${i * 2 + 1}.${j * 8}.0.0|${i * 2 + 1}.${j * 8 + (j % 4)}.255.255|${j % 7 === 6 ? "available" : "allocated"}|${j % 7 === 6 ? "" : ["XA", "XB", "QX"][j % 3]}|${j % 7 === 6 ? "" : "2021-05-04"}|${j % 7 === 6 ? "" : `H-${i}-${j % 9}`}`,
        ),
      ),
      ...(source === "rir-n" ? ["ipv4|1.64.0.0|1.64.255.255|allocated|QY|2019-02-01|N-5"] : []),
    ]),
  );

/** A build of one's own: test files run at the same time, and a build begins by removing the one before. */
async function builtApart(): Promise<URL> {
  const lock = new URL("../.building", import.meta.url);
  for (let tries = 0; ; tries++) {
    try {
      mkdirSync(lock);
      break;
    } catch (cause) {
      if (tries === 600) throw new Error(`another build does not end: remove ${lock.pathname}`, { cause });
      await setTimeout(100);
    }
  }
  try {
    await buildWeb();
    const apart = new URL(`file://${newFolder()}/dist/`);
    cpSync(new URL("../dist/", import.meta.url), apart, { recursive: true });
    return apart;
  } finally {
    rmSync(lock, { recursive: true });
  }
}

const REASONS = "# Why XB\n\nIt has run exchange points <b>since</b> 2011.\n";

export async function startExplorer(): Promise<RunningNode> {
  const dist = await builtApart();
  clock.now = START;
  const { render } = (await import(new URL("server/render.js", dist).href)) as { render: Render };
  const node = await start(newFolder(), {
    plugins: [explorer({ client: new URL("client", dist).pathname, render })],
    ratePerMinute: 100_000,
    demonstration: { clock: "simulated; it starts on 2026-11-14" },
  });
  const world = new World({
    founders: [
      { id: "QM", label: "rir-m" },
      { id: "QN", label: "rir-n" },
      { id: "QO", label: "rir-o" },
      { id: "XA", kind: "operator" },
    ],
    roots,
  });
  const put = (bytes: Uint8Array): Promise<unknown> => post(node, "/api/v1/datasets", new Uint8Array(bytes));
  await put(roots);
  const act = async (...args: Parameters<World["act"]>): Promise<string> => {
    world.time = clock.now;
    const answer = await submit(node, noteOf(world.act(...args)));
    if (process.env["COMITY_SHOW"] !== undefined)
      console.error(args[1], answer.status, answer.text.slice(0, 300));
    return String(answer.json.index);
  };
  await submit(node, noteOf(world.blocks[0].acts[0]));
  for (const id of ["XB", "XC"])
    await act(id, "join", { kind: "operator", name: `Invented Network ${id}`, policy: policyOf(id) });
  for (const [i, [party, source]] of (
    [
      ["QM", "rir-m"],
      ["QN", "rir-n"],
    ] as const
  ).entries()) {
    const bytes = report(source, i);
    await put(bytes);
    await act(party, "attest", { dataset: world.addDataset(bytes) });
  }
  const permanent = { kind: "permanent" };
  await act(
    "QM",
    "delegate",
    { to: "XA", resources: ["1.250.0.0/16"], terms: permanent },
    { cosign: ["XA"] },
  );
  await act(
    "XA",
    "delegate",
    { to: "XB", resources: ["1.250.128.0/17"], terms: permanent },
    { cosign: ["XB"] },
  );
  await act("XC", "return", { resources: ["1.250.0.0/16"] });
  const { hash: text } = (await post(node, "/api/v1/documents", REASONS)).json as { hash: string };
  const measures = [{ kind: "admit", body: { party: "XB", chamber: "members", weight: 1 } }];
  const id = await act(
    "QM",
    "propose",
    { title: "Admit Invented Network XB to the members", measures, text },
    { until: clock.now + 60 * DAY },
  );
  await act("QN", "propose", {
    title: "Admit Invented Network XC to the members",
    measures: [{ kind: "admit", body: { party: "XC", chamber: "members", weight: 1 } }],
  });
  // Steps shorter than the gap: periods would stand still otherwise.
  while (clock.now < START + 28.5 * DAY) {
    clock.now += DAY / 4 - 60;
    await node.tick();
  }
  await act("QM", "vote", { decision: id, choice: "yes" });
  await act("QN", "vote", { decision: id, choice: "no" });
  await act("XA", "vote", { decision: id, choice: "abstain" });
  await act("XB", "authorise-routes", {
    routes: [{ prefix: "1.250.128.0/17", asn: "AS64497", maxLength: 24 }],
  });
  return node;
}

export const stopExplorer = async (node: RunningNode): Promise<void> => {
  await node.stop();
  removeFolders();
};

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const node = await startExplorer();
  console.log(node.url);
}
