/** `comity whois`: the WHOIS and IRR server by itself. */
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Host } from "../host.ts";
import * as flag from "../flags.ts";
import type { ServeFlags } from "../commands/whois/serve.ts";

export const whois = buildRouteMap({
  routes: {
    serve: buildCommand<ServeFlags, [], Host>({
      loader: async () => (await import("../commands/whois/serve.ts")).whoisServe,
      parameters: {
        flags: {
          rpsl: {
            kind: "parsed",
            parse: String,
            brief: "file of RPSL objects; several times",
            placeholder: "file",
            optional: true,
            variadic: true,
          },
          vrps: flag.text(
            "VRPs of a relying party (CSV or JSON, gzip allowed) as routes of source RPKI",
            "file",
          ),
          source: {
            kind: "parsed",
            parse: String,
            brief: "source of objects that name none",
            placeholder: "name",
            default: "LOCAL",
          },
          port: {
            kind: "parsed",
            parse: flag.portNumber,
            brief: "port; 0 chooses a free one",
            placeholder: "n",
            default: "4343",
          },
          host: {
            kind: "parsed",
            parse: String,
            brief: "address to listen on",
            placeholder: "address",
            default: "127.0.0.1",
          },
          ...flag.nrtm("the objects of --source"),
          json: flag.json,
        },
      },
      docs: {
        brief: "Answer WHOIS and IRR queries (bgpq4) from files",
        fullDescription:
          "Examples:\n  comity whois serve --rpsl radb.db --port 4343\n  comity whois serve --vrps vrps.json --host 0.0.0.0 --port 43\n  comity whois serve --rpsl radb.db --source RADB --nrtm ./nrtm --nrtm-key nrtm.pem --nrtm-port 8443",
      },
    }),
    "nrtm-key": buildCommand<{ json: boolean }, [string], Host>({
      loader: async () => (await import("../commands/whois/nrtm.ts")).nrtmKeyCommand,
      parameters: {
        flags: { json: flag.json },
        positional: {
          kind: "tuple",
          parameters: [
            {
              parse: String,
              brief: "file for the private key; the public one is FILE.pub",
              placeholder: "file",
            },
          ],
        },
      },
      docs: {
        brief: "Make a key that signs an NRTMv4 publication",
        fullDescription: "Examples:\n  comity whois nrtm-key nrtm.pem\n  comity whois nrtm-key next.pem",
      },
    }),
  },
  docs: { brief: "WHOIS and IRR queries" },
});
