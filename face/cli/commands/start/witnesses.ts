/** The witnesses of the demonstration, beside its node: each has a folder, a port and the simulated clock. */
import { serveWitness, type WitnessServer } from "@comity/watch";
import { join } from "node:path";
import { must, utf8 } from "@comity/canon";
import { parsePolicy } from "@comity/log";
import { WITNESSES } from "@comity/world";

export type DemoWitnesses = {
  /** Where each is asked, by its name in the key file. */
  readonly urls: { readonly [name: string]: string };
  stop(): Promise<void>;
};

export async function demoWitnesses(
  folder: string,
  logVkey: string,
  clock: () => number,
): Promise<DemoWitnesses> {
  const logs = [must(parsePolicy(utf8(`log ${logVkey}\nquorum none\n`)))];
  const servers: WitnessServer[] = [];
  const urls: { [name: string]: string } = {};
  for (const { key, name } of WITNESSES) {
    const server = must(await serveWitness({ folder: join(folder, "witnesses", name), key, logs, clock }));
    servers.push(server);
    urls[name] = server.url;
  }
  const stop = async (): Promise<void> => {
    for (const server of servers) await server.stop();
  };
  return { urls, stop };
}
