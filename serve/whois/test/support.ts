/** A small registry in RPSL as real ones look, and a client that keeps what it got. */
import { connect } from "node:net";
import { utf8 } from "@comity/canon";
import {
  readRpsl,
  startWhois,
  whoisOfFiles,
  type RunningWhois,
  type WhoisOptions,
  type WhoisSource,
} from "@comity/whois";

export const REGISTRY = `% a comment
as-set:         AS-TEST
descr:          members # not a comment
members:        AS64500, AS64501,
+               AS-INNER
members:        AS64502 # a comment
source:         EXAMPLE

as-set:         AS-INNER
members:        AS64503, AS-TEST
mbrs-by-ref:    MNT-A
source:         EXAMPLE

aut-num:        AS64509
as-name:        JOINED
member-of:      AS-INNER
mnt-by:         MNT-A
source:         EXAMPLE

aut-num:        AS64510
as-name:        STRANGER
member-of:      AS-INNER
mnt-by:         MNT-B
source:         EXAMPLE

route:          192.0.2.0/24
origin:         AS64500
origin:         AS64501
descr:          two origins
source:         EXAMPLE

route:          192.0.2.128/25
origin:         AS64502
max-length:     28
mnt-by:         MNT-B
source:         EXAMPLE

route:          198.51.100.0/24
origin:         AS64503
descr:          Grüße
source:         OTHER

route6:         2001:db8::/32
origin:         AS64500
source:         EXAMPLE

route-set:      RS-TEST
members:        203.0.113.0/24^+, AS-INNER
mp-members:     2001:db8:1::/48
source:         EXAMPLE

inetnum:        192.0.2.0 - 192.0.2.255
netname:        EXAMPLE-NET
status:         ASSIGNED
source:         EXAMPLE
`;

export const registry = (): WhoisSource =>
  whoisOfFiles("EXAMPLE", readRpsl(utf8(REGISTRY)).objects, undefined);

export const start = (source: WhoisSource = registry(), options: WhoisOptions = {}): Promise<RunningWhois> =>
  startWhois(source, { port: 0, ...options });

/** Sends bytes, reads until the server closes. */
export function ask(port: number, sent: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(sent));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("utf8")));
    socket.on("error", reject);
  });
}
