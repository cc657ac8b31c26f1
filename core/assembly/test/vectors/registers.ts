/** Fact proofs in the registers beside the holdings: routes with their question, names, New IP blocks, providers, texts. */
import type { RegisterName } from "@comity/assembly";
import { ALPHA, newip } from "../networks/networks-attacks.ts";
import { held, numbersWorld, PERMANENT } from "../numbers/numbers-world.ts";
import { INSIDE, named, zone } from "../names/names-attacks.ts";
import { Proven, fileOf, type ProofFields } from "../proofs/proven.ts";
import { authorise, ownAs, route, routes } from "../routes/routes-attacks.ts";

type Files = { readonly [id: string]: Uint8Array };

let made: Proven | undefined;
/** XA holds 10.1.0.0/16 with its routes, AS64500, the name `example`, newip:f2/8 and a network in it. */
export function registers(): Proven {
  if (made !== undefined) return made;
  const w = numbersWorld();
  held(w);
  const give = { to: "XB", resources: ["10.1.128.0/24"], terms: PERMANENT };
  w.must(w.act("XA", "delegate", give, { cosign: ["XB"] }));
  const wide = routes(route("10.1.0.0/16", "AS64500", 24), route("10.1.0.0/16", "AS64501"));
  w.must(w.act("XA", "authorise-routes", wide, { cosign: ["XB"] }));
  authorise(w, "XB", route("10.1.128.0/24", "AS64502"));
  authorise(w, "XA", route("10.1.2.0/24", "AS0"));
  w.must(w.act("XA", "protect-routes", { resources: ["10.1.3.0/24"], days: 5 }));
  ownAs(w);
  w.must(w.act("XA", "set-providers", { customer: "AS64500", providers: ["AS64496", "AS64511"] }));
  named(w);
  newip(w);
  w.must(w.act("XA", "set-name-servers", zone("example", [INSIDE])));
  w.must(w.act("XA", "register-network", ALPHA));
  made = new Proven(w);
  return made;
}

const asked = (register: RegisterName, key: string, more: ProofFields = {}): ProofFields => ({
  ...registers().fact(register, key),
  ...more,
});
const routed = (key: string, origin: string): Uint8Array => fileOf(asked("routes4", key, { origin }));
/** The proof of one key with the text of another spelling. */
const spelled = (register: RegisterName, key: string, text: string): Uint8Array =>
  fileOf(asked(register, key, { key: text }));

export function registerProofs(): { readonly good: Files; readonly bad: Files } {
  const good: Files = {
    "route: valid by its own authorisation": routed("10.1.0.0/16", "AS64500"),
    "route: valid by maxLength": routed("10.1.4.0/24", "AS64500"),
    "route: longer than maxLength": routed("10.1.4.0/25", "AS64500"),
    "route: the second authorisation of one prefix": routed("10.1.0.0/16", "AS64501"),
    "route: maxLength is the prefix's own": routed("10.1.0.0/17", "AS64501"),
    "route: another origin": routed("10.1.0.0/16", "AS64999"),
    "route: valid below a wider one": routed("10.1.128.0/24", "AS64502"),
    "route: AS0 beside a valid one": routed("10.1.2.0/24", "AS64500"),
    "route: AS0 never matches": routed("10.1.2.0/24", "AS0"),
    "route: nothing covers it": routed("10.2.0.0/16", "AS64500"),
    "route: only longer ones": routed("10.0.0.0/8", "AS64500"),
    "route: without the question": fileOf(asked("routes4", "10.1.0.0/16")),
    "routes6: nothing": fileOf(asked("routes6", "2001:db8::/32", { origin: "AS64500" })),
    providers: fileOf(asked("providers", "AS64500")),
    "providers: none": fileOf(asked("providers", "AS64501")),
    "a name": fileOf(asked("names", "example")),
    "a name below": fileOf(asked("names", "www.example")),
    "a name beside": fileOf(asked("names", "example2")),
    "the root of names": fileOf(asked("names", ".")),
    "a New IP block (register 14, the last leaf)": fileOf(asked("networks", "newip:f2/8")),
    "a New IP address": fileOf(asked("networks", "newip:f2a0010203/40")),
    "a New IP block of several classes": fileOf(asked("networks", "newip:f0/4")),
    "a network": fileOf(asked("networks", "network/alpha")),
    "a network that is not": fileOf(asked("networks", "network/beta")),
    "a range that is one block": fileOf(asked("asn", "AS64496-AS64511")),
    "the widest AS range": fileOf(asked("asn", "AS0-AS4294967295")),
    "an IPv6 prefix": fileOf(asked("ipv6", "2001:db8:1::/48")),
    "a mapped IPv6 prefix": fileOf(asked("ipv6", "::ffff:192.0.2.0/120")),
    "a constitution": fileOf(asked("decisions", "constitution/1")),
    "an empty register": fileOf(asked("programmes", "x")),
    "a text that is not NFC": fileOf(asked("contacts", "e\u0301")),
  };
  const bad: Files = {
    "origin: not of a route": fileOf(asked("ipv4", "10.1.0.0/16", { origin: "AS64500" })),
    "origin: no AS number": fileOf(asked("routes4", "10.1.0.0/16", { origin: "64500" })),
    "origin: a range": fileOf(asked("routes4", "10.1.0.0/16", { origin: "AS64500-AS64501" })),
    "key: an address without length": spelled("ipv4", "10.1.0.1/32", "10.1.0.1"),
    "key: host bits": spelled("ipv4", "10.1.0.0/16", "10.1.0.1/16"),
    "key: a mapped address in hexadecimal": spelled("ipv6", "::ffff:192.0.2.0/120", "::ffff:c000:200/120"),
    "key: an IPv4 prefix in ipv6": spelled("ipv6", "::/0", "0.0.0.0/0"),
    "key: a range that is two blocks": spelled("asn", "AS64496", "AS64496-AS64498"),
    "key: a range of one": spelled("asn", "AS64500", "AS64500-AS64500"),
    "key: a name in upper case": spelled("names", "example", "EXAMPLE"),
    "key: a name with a final dot": spelled("names", "example", "example."),
    "key: a New IP block in upper case": spelled("networks", "newip:f2/8", "newip:F2/8"),
    "key: a New IP block without length": spelled("networks", "newip:f2/8", "newip:f2"),
    "key: an unassigned New IP class": spelled("networks", "newip:f2/8", "newip:f4/8"),
    "key: an empty text": spelled("decisions", "x", ""),
    "key: a text with U+0000": spelled("decisions", "x", "x\0y"),
    "register: none of this name": fileOf(asked("ipv4", "10.1.0.0/16", { register: "ipv5" })),
    "registers: a hash too many": fileOf({
      ...asked("networks", "network/alpha"),
      registers: [...(asked("networks", "network/alpha")["registers"] as string[]), "A".repeat(43) + "="],
    }),
    "registers: the path of another": fileOf({
      ...asked("networks", "network/alpha"),
      registers: asked("programmes", "x")["registers"]!,
    }),
  };
  return { good, bad };
}
