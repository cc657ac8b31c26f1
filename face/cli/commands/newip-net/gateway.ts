/** `comity newip gateway`: a node that joins its New IP network with IPv4 and IPv6. Totals only, no traffic log. */
import { Gateway, keepMapping, parseGatewayFile, type GatewayFile, type Mapping } from "@comity/newip-host";
import { answer, EXIT, fail, harmless, say, type Host } from "../../host.ts";
import { proverOf } from "./prover.ts";
import { jsonOf, nodeOf, teller, untilStopped } from "./start.ts";

export type GatewayFlags = {
  readonly json: boolean;
  readonly allow?: readonly string[];
  readonly seconds?: number;
};

type Source = { readonly mapping: Mapping; readonly close: () => void };

/** The mapping of the file, or that of the assembly's record, which is followed; undefined after a refusal was told. */
async function sourceOf(host: Host, file: GatewayFile, path: string): Promise<Source | undefined> {
  if ("mapping" in file) return { mapping: file.mapping, close: () => {} };
  const { listen, recorded } = file;
  const prover = proverOf(recorded.keyFile);
  const kept = prover.ok ? await keepMapping(recorded, prover.value, listen, teller(host)) : prover;
  if (!kept.ok) {
    fail(host, { ...kept.error, field: `${path} ${kept.error.field}` });
    return undefined;
  }
  const { network, gateway: label } = recorded;
  say(host, `mapping of ${network}/${label} proven at log size ${kept.value.size()}`);
  return kept.value;
}

export async function gateway(
  this: Host,
  flags: GatewayFlags,
  config: string,
  mappingFile: string,
): Promise<void> {
  const json = jsonOf(this, mappingFile);
  if (json === undefined) return;
  const file = parseGatewayFile(json);
  if (!file.ok) return fail(this, { ...file.error, field: `${mappingFile} ${file.error.field}` });
  const source = await sourceOf(this, file.value, mappingFile);
  if (source === undefined) return;
  const node = await nodeOf(this, config);
  if (node === undefined) return source.close();
  const { stack, udp, tcp } = node;
  const gate = new Gateway({ stack, udp, tcp, mapping: source.mapping, allow: flags.allow ?? [] });
  const close = (): void => {
    source.close();
    gate.close();
    node.close();
  };
  try {
    await gate.listen();
  } catch (error) {
    close();
    return fail(this, { code: "gateway-listen", detail: (error as Error).message }, EXIT.failed);
  }
  say(this, "gateway running; stop it with Ctrl-C");
  await untilStopped(flags.seconds);
  const counters = stack.counters.toJSON();
  answer(this, flags.json, { schema: "comity/newip-counters/v1", counters }, () =>
    harmless(
      `${Object.entries(counters)
        .map(([k, n]) => `${k} ${n}`)
        .join("\n")}\n`,
    ),
  );
  close();
  this.exit(EXIT.done);
}
