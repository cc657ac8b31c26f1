/** `comity rpki …`: an offline trust anchor, a repository of hosted CAs, and looks at both. */
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Host } from "../host.ts";
import * as flag from "../flags.ts";
import type { AcceptFlags, InitFlags, OwnFlags } from "../commands/rpki/folder.ts";
import type { CheckFlags, ImportFlags } from "../commands/rpki/look.ts";
import type { PublishFlags } from "../commands/rpki/publish.ts";
import type { RollFlags } from "../commands/rpki/roll.ts";
import type { ServeFlags } from "../commands/rpki/serve.ts";
import type { TaInitFlags, TaSignFlags } from "../commands/rpki/ta.ts";

const docs = (brief: string, how: string, first: string, second: string) => ({
  brief,
  fullDescription: `${how}\nExit codes: 0 done, 1 judged negative or failed, 2 usage.\n\nExamples:\n  ${first}\n  ${second}`,
});
const positional = (brief: string, placeholder: string) =>
  ({ kind: "tuple", parameters: [{ parse: String, brief, placeholder }] }) as const;
const several = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, brief, placeholder, optional: true, variadic: true }) as const;
const text = (brief: string, placeholder: string, byDefault: string) =>
  ({ kind: "parsed", parse: String, brief, placeholder, default: byDefault }) as const;
const count = (brief: string, byDefault: string) =>
  ({ kind: "parsed", parse: flag.whole, brief, placeholder: "n", default: byDefault }) as const;
const port = (brief: string, byDefault: string) =>
  ({ kind: "parsed", parse: flag.portNumber, brief, placeholder: "port", default: byDefault }) as const;

const rrdp = flag.text("https URI of the RRDP notification file", "uri");
const uri = flag.required("rsync URI of the repository, rsync://rpki.example.net/repo/", "uri");

const token = flag.text(
  'key in a PKCS#11 token: JSON {"module", "token", "id", "pin": FILE}; needs pkcs11-tool',
  "file",
);

const ta = buildRouteMap({
  routes: {
    init: buildCommand<TaInitFlags, [string], Host>({
      loader: async () => (await import("../commands/rpki/ta.ts")).taInit,
      parameters: {
        flags: {
          json: flag.json,
          uri,
          rrdp,
          https: flag.text("https URI of the anchor's certificate, first in the locator", "uri"),
          name: text("name of the anchor: relying parties show it", "name", "comity"),
          token,
          years: count("years the anchor's certificate lives", "20"),
        },
        positional: positional("new folder, to be kept offline", "folder"),
      },
      docs: docs(
        "Make a trust anchor: key, certificate and locator",
        "The folder holds the key: keep it on a machine without a network, and a copy in a safe.",
        "comity rpki ta init ./anchor --uri rsync://rpki.example.net/repo/",
        "comity rpki ta init ./anchor --uri rsync://rpki.example.net/repo/ --rrdp https://rpki.example.net/rrdp/notification.xml --https https://rpki.example.net/ta.cer",
      ),
    }),
    sign: buildCommand<TaSignFlags, [string], Host>({
      loader: async () => (await import("../commands/rpki/ta.ts")).taSign,
      parameters: {
        flags: {
          json: flag.json,
          request: flag.text("request of an online CA (from `comity rpki init`)", "file"),
          resource: several(
            "what the online CA may certify; several times; everything when left out",
            "resource",
          ),
          drop: flag.text(
            "identifier of an online CA's key that was replaced: revoke its certificate",
            "key",
          ),
          days: count("days that certificate, manifest and revocation list live", "365"),
          out: flag.required("bundle to write, for `comity rpki accept`", "file"),
        },
        positional: positional("folder of the anchor", "folder"),
      },
      docs: docs(
        "Certify an online CA and renew manifest and revocation list, offline",
        "Without --request only the lists and the certificates of known CAs are made anew.",
        "comity rpki ta sign ./anchor --request online.csr --out bundle.json",
        "comity rpki ta sign ./anchor --request online.csr --resource 192.0.2.0/24 --resource AS64496-AS64511 --days 180 --out bundle.json",
      ),
    }),
  },
  docs: { brief: "The offline trust anchor" },
});

const init = buildCommand<InitFlags, [string], Host>({
  loader: async () => (await import("../commands/rpki/folder.ts")).init,
  parameters: {
    flags: {
      json: flag.json,
      uri,
      rrdp,
      token,
      out: text("request to write, for the anchor", "file", "online.csr"),
    },
    positional: positional("new folder of the repository", "folder"),
  },
  docs: docs(
    "Make a repository's folder and the key of its online CA",
    "Carry the request to the anchor (`comity rpki ta sign`), and its bundle back (`comity rpki accept`).",
    "comity rpki init ./repository --uri rsync://rpki.example.net/repo/",
    "comity rpki init ./repository --uri rsync://rpki.example.net/repo/ --rrdp https://rpki.example.net/rrdp/notification.xml --out online.csr",
  ),
});

const accept = buildCommand<AcceptFlags, [string, string], Host>({
  loader: async () => (await import("../commands/rpki/folder.ts")).accept,
  parameters: {
    flags: { json: flag.json },
    positional: {
      kind: "tuple",
      parameters: [
        { parse: String, brief: "folder of the repository", placeholder: "folder" },
        { parse: String, brief: "bundle of the anchor", placeholder: "bundle" },
      ],
    },
  },
  docs: docs(
    "Take over what the offline anchor has signed",
    "The next publication uses it.",
    "comity rpki accept ./repository bundle.json",
    "comity rpki accept --json ./repository bundle.json",
  ),
});

const own = buildCommand<OwnFlags, [string, string], Host>({
  loader: async () => (await import("../commands/rpki/folder.ts")).own,
  parameters: {
    flags: {
      json: flag.json,
      party: flag.required("whose request it is: you vouch for that", "party"),
      service: flag.required(
        "address at which `comity rpki serve` answers, https://rpki.example.net/",
        "url",
      ),
      out: flag.required("response to write, for the party", "file"),
    },
    positional: {
      kind: "tuple",
      parameters: [
        { parse: String, brief: "folder of the repository", placeholder: "folder" },
        { parse: String, brief: "child_request or publisher_request (RFC 8183)", placeholder: "request" },
      ],
    },
  },
  docs: docs(
    "Let a party keep its CA key itself: take its request, give the response",
    "From the moment its software (Krill, rpkid) asks for a certificate, we sign nothing for the party any more. Its certificate leaves out what others hold.",
    "comity rpki own ./repository child.xml --party QM --service https://rpki.example.net/ --out parent.xml",
    "comity rpki own ./repository publisher.xml --party QM --service https://rpki.example.net/ --out repository.xml",
  ),
});

const roll = buildCommand<RollFlags, [string, string?], Host>({
  loader: async () => (await import("../commands/rpki/roll.ts")).roll,
  parameters: {
    flags: {
      json: flag.json,
      token,
      hours: count("hours that the new key is certified before it signs", "24"),
      out: text("for online: request to write, for the anchor", "file", "online.csr"),
    },
    positional: {
      kind: "tuple",
      parameters: [
        { parse: String, brief: "folder of the repository", placeholder: "folder" },
        { parse: String, brief: "CA to begin with: online, or a party", placeholder: "ca", optional: true },
      ],
    },
  },
  docs: docs(
    "Change the key of a CA (RFC 6489), or show which changes go on",
    "The next publications carry it on by the clock: certified, signs, alone. For online, let the anchor sign the request, and at the end `ta sign --drop` the old key.",
    "comity rpki roll ./repository",
    "comity rpki roll ./repository online --hours 48 --out online.csr",
  ),
});

const publish = buildCommand<PublishFlags, [], Host>({
  loader: async () => (await import("../commands/rpki/publish.ts")).publishCommand,
  parameters: {
    flags: {
      json: flag.json,
      out: flag.required(
        "folder of the repository; a new one becomes a laboratory with its anchor inside",
        "folder",
      ),
      vrps: flag.text(
        "authorisations: CSV or JSON of rpki-client, Routinator, StayRTR or `comity rpki import`",
        "file",
      ),
      holdings: flag.text(
        'with --vrps: who holds what, JSON {"PARTY": ["192.0.2.0/24", "AS64496"], …}',
        "file",
      ),
      log: flag.text(
        "publish an assembly instead: a node's data folder or address; its log is replayed first",
        "folder|url",
      ),
      uri: text("for a new laboratory: rsync URI", "uri", "rsync://rpki.example.net/repo/"),
      rrdp,
      name: text("for a new laboratory: name of its anchor", "name", "lab"),
      bundle: {
        kind: "enum",
        values: ["prefix", "origin"] as const,
        brief: "one ROA per prefix (RFC 9455) or per origin",
        default: "prefix",
      },
      every: flag.number("stay, and look again every so many seconds", "seconds"),
      dryRun: flag.on("only say what would change"),
      clockRight: flag.on("the clock was ahead when something was signed, and is right now: sign that again"),
    },
  },
  docs: docs(
    "Bring a repository to the given authorisations",
    "Signs what is new or soon ends, revokes what is gone, checks the result, then switches at once. What lies outside the holdings is not published, and listed.",
    "comity rpki publish --vrps vrps.csv --out ./lab",
    "comity rpki publish --log https://registry.example --out ./repository --every 600",
  ),
});

const serve = buildCommand<ServeFlags, [string], Host>({
  loader: async () => (await import("../commands/rpki/serve.ts")).serve,
  parameters: {
    flags: {
      json: flag.json,
      host: text("address to listen on", "address", "127.0.0.1"),
      port: port("HTTP(S) port; 0 chooses a free one", "8443"),
      tlsCert: flag.text("certificate chain, PEM; without it plain HTTP, for a proxy", "file"),
      tlsKey: flag.text("private key, PEM", "file"),
      rsync: flag.text("also write an rsync daemon's configuration", "file"),
      rsyncPort: port("port in that configuration", "873"),
      vrps: flag.text(
        "what the register says: /metrics raises an alarm when the published set differs",
        "file",
      ),
    },
    positional: positional("folder of the repository", "folder"),
  },
  docs: docs(
    "Serve a repository over RRDP (HTTP or HTTPS)",
    "Only the RRDP files, /ta.cer and /metrics. For rsync, run rsync --daemon with the written configuration.",
    "comity rpki serve ./repository --port 443 --host :: --tls-cert chain.pem --tls-key key.pem",
    "comity rpki serve ./repository --port 8080 --rsync rsyncd.conf --vrps register.csv",
  ),
});

const check = buildCommand<CheckFlags, [string], Host>({
  loader: async () => (await import("../commands/rpki/look.ts")).check,
  parameters: {
    flags: {
      json: flag.json,
      tal: flag.text("trust anchor locator; the one in the folder when left out", "file"),
      vrps: flag.text("authorisations it must hold exactly", "file"),
      at: flag.text("judge as of this time, like 2027-01-31T00:00:00Z", "time"),
      csv: flag.on("print the authorisations as rpki-client's CSV"),
    },
    positional: positional("folder of the repository, or a copy of its rsync module", "folder"),
  },
  docs: docs(
    "Look at a repository: signatures, manifests, times, over-claims, authorisations",
    "Our own summary before publication; rpki-client, FORT or Routinator stay the judges. Exit code 1 when anything is wrong.",
    "comity rpki check ./lab",
    "comity rpki check ./repository --vrps register.csv --at 2027-01-31T00:00:00Z --json",
  ),
});

const importRoas = buildCommand<ImportFlags, [string], Host>({
  loader: async () => (await import("../commands/rpki/look.ts")).importFile,
  parameters: {
    flags: { json: flag.json },
    positional: positional(
      "export of Krill (JSON or text) or of a registry's portal (CSV), or - for standard input",
      "file",
    ),
  },
  docs: docs(
    "Read existing ROAs into a list of authorisations (CSV for --vrps)",
    "Rows that cannot be read are listed on standard error; exit code 1 when there are any.",
    "krillc roas list --format json | comity rpki import - > vrps.csv",
    "comity rpki import --json portal-export.csv",
  ),
});

export const rpki = buildRouteMap({
  routes: { ta, init, accept, own, roll, publish, serve, check, import: importRoas },
  docs: { brief: "RPKI repository: trust anchor, CAs, ROAs and ASPAs" },
});
