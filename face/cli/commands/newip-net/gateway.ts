/** `comity newip gateway`: a node that joins its New IP network with IPv4 and IPv6. Totals only, no traffic log. */
import { Gateway, parseMapping } from "@comity/newip-host";
import { answer, EXIT, fail, harmless, say, type Host } from "../../host.ts";
import { jsonOf, nodeOf, untilStopped } from "./start.ts";

export type GatewayFlags = {
  readonly json: boolean;
  readonly allow?: readonly string[];
  readonly seconds?: number;
};

export async function gateway(
  this: Host,
  flags: GatewayFlags,
  config: string,
  mappingFile: string,
): Promise<void> {
  const json = jsonOf(this, mappingFile);
  if (json === undefined) return;
  const mapping = parseMapping(json);
  if (!mapping.ok) return fail(this, { ...mapping.error, field: `${mappingFile} ${mapping.error.field}` });
  const node = await nodeOf(this, config);
  if (node === undefined) return;
  const { stack, udp, tcp } = node;
  const gate = new Gateway({ stack, udp, tcp, mapping: mapping.value, allow: flags.allow ?? [] });
  try {
    await gate.listen();
  } catch (error) {
    gate.close();
    node.close();
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
  gate.close();
  node.close();
  this.exit(EXIT.done);
}
