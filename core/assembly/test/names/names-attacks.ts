/** Attacks on name servers, each stopped by exactly one condition. */
import type { Json } from "@comity/canon";
import type { World } from "../world.ts";
import { held, lock, measure, PERMANENT } from "../numbers/numbers-world.ts";
import type { Attack } from "../numbers/attacks.ts";

const attack = (
  kind: string,
  code: string,
  says: string,
  run: (world: World) => { readonly code?: string },
): Attack => ({ kind, code, says, run });

/** XA holds the name `example`. */
export const named = (w: World, name = "example", to = "XA"): void => {
  const { code } = measure(w, "assign", { to, resources: [name] }, { consents: [to] });
  if (code !== undefined) throw new Error(code);
};
export const below = (w: World, name: string, to = "XB", by = "XA"): string => {
  const body = { to, resources: [name], terms: PERMANENT };
  return w.must(w.act(by, "delegate", body, { cosign: [to] }));
};
type Server = { readonly name: string; readonly addresses?: readonly string[] };
export const zone = (of: string, servers: readonly Server[], ds?: Json): { readonly [f: string]: Json } => ({
  zone: of,
  servers,
  ...(ds === undefined ? {} : { ds }),
});
const OTHER: Server = { name: "ns.elsewhere.test" };
export const INSIDE: Server = { name: "ns1.example", addresses: ["192.0.2.1", "2001:db8::1"] };
export const DS: Json = { keyTag: 1, algorithm: 13, digestType: 2, digest: "ab".repeat(32) };
const set = (w: World, by: string, body: { readonly [f: string]: Json }) =>
  w.do(by, "set-name-servers", body);

export const NAME_ATTACKS: readonly Attack[] = [
  attack("set-name-servers", "no-zone", "for an AS number", (w) => set(w, "QM", zone("AS64496", [OTHER]))),
  attack("set-name-servers", "not-holder", "for a child", (w) => {
    named(w);
    below(w, "www.example");
    return set(w, "XA", zone("www.example", [OTHER]));
  }),
  attack("set-name-servers", "not-holder", "for a child's reverse zone", (w) => {
    held(w);
    return set(w, "QM", zone("10.1.2.0/24", [OTHER]));
  }),
  attack("set-name-servers", "at-rest", "for a name that was given back", (w) => {
    named(w);
    below(w, "www.example");
    w.must(w.act("XB", "return", { resources: ["www.example"] }));
    return set(w, "XA", zone("www.example", [OTHER]));
  }),
  ...["10.1.0.0/16", "10.1.2.0/24", "10.0.0.0/15"].map((of) =>
    attack("set-name-servers", "at-rest", `for ${of}, while 10.1.0.0/16 rests`, (w) => {
      held(w);
      w.must(w.act("XA", "return", { resources: ["10.1.0.0/16"] }));
      return set(w, "QM", zone(of, [OTHER]));
    }),
  ),
  attack("set-name-servers", "server-name", "an address as a server", (w) => {
    named(w);
    return set(w, "XA", zone("example", [{ name: "192.0.2.0/24" }]));
  }),
  attack("set-name-servers", "server-name", "one server twice", (w) => {
    named(w);
    return set(w, "XA", zone("example", [OTHER, OTHER]));
  }),
  attack("set-name-servers", "address-form", "another spelling", (w) => {
    named(w);
    return set(w, "XA", zone("example", [{ name: "ns1.example", addresses: ["2001:DB8::1"] }]));
  }),
  attack("set-name-servers", "address-form", "the same address twice", (w) => {
    named(w);
    return set(w, "XA", zone("example", [{ name: "ns1.example", addresses: ["192.0.2.1", "192.0.2.1"] }]));
  }),
  attack("set-name-servers", "glue-missing", "a server nobody can find", (w) => {
    named(w);
    return set(w, "XA", zone("example", [{ name: "ns1.example" }]));
  }),
  attack("set-name-servers", "glue-not-own", "addresses for a stranger's server", (w) => {
    named(w);
    return set(w, "XA", zone("example", [{ name: "ns.elsewhere.test", addresses: ["192.0.2.66"] }]));
  }),
  attack("set-name-servers", "glue-not-own", "addresses for a child's server", (w) => {
    named(w);
    below(w, "www.example");
    return set(w, "XA", zone("example", [{ name: "ns.www.example", addresses: ["192.0.2.66"] }]));
  }),
  attack("set-name-servers", "ds-form", "a short digest", (w) => {
    named(w);
    return set(
      w,
      "XA",
      zone("example", [OTHER], [{ keyTag: 1, algorithm: 13, digestType: 2, digest: "abcd" }]),
    );
  }),
  attack("set-name-servers", "ds-form", "a digest in capitals", (w) => {
    named(w);
    return set(
      w,
      "XA",
      zone("example", [OTHER], [{ keyTag: 1, algorithm: 13, digestType: 9, digest: "ABCD" }]),
    );
  }),
  attack("set-name-servers", "ds-form", "one record twice", (w) => {
    named(w);
    return set(w, "XA", zone("example", [OTHER], [DS, DS]));
  }),
  attack("set-name-servers", "locked", "by whoever recovered the keys", (w) => {
    named(w);
    lock(w, "XA");
    return set(w, "XA", zone("example", [OTHER]));
  }),
  attack("withdraw-name-servers", "not-disjoint", "a name and one below it", (w) => {
    named(w);
    w.must(w.act("XA", "set-name-servers", zone("example", [OTHER])));
    w.must(w.act("XA", "set-name-servers", zone("www.example", [OTHER])));
    return w.do("XA", "withdraw-name-servers", { resources: ["example", "www.example"] });
  }),
  attack("withdraw-name-servers", "no-name-servers", "where there are none", (w) => {
    named(w);
    return w.do("XA", "withdraw-name-servers", { resources: ["example"] });
  }),
  attack("withdraw-name-servers", "not-holder", "a child's, by its parent", (w) => {
    named(w);
    below(w, "www.example");
    w.must(w.act("XB", "set-name-servers", zone("www.example", [OTHER])));
    return w.do("XA", "withdraw-name-servers", { resources: ["www.example"] });
  }),
  attack("withdraw-name-servers", "locked", "by whoever recovered the keys", (w) => {
    named(w);
    w.must(w.act("XA", "set-name-servers", zone("example", [OTHER])));
    lock(w, "XA");
    return w.do("XA", "withdraw-name-servers", { resources: ["example"] });
  }),
];
