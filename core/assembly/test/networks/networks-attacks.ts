/** Attacks on networks and their agreements, each stopped by exactly one condition. */
import { formatVkey, signerOf } from "@comity/signing";
import { createHash } from "node:crypto";
import type { Json } from "@comity/canon";
import type { World } from "../world.ts";
import { lock, measure } from "../numbers/numbers-world.ts";
import type { Attack } from "../numbers/attacks.ts";

const attack = (
  kind: string,
  code: string,
  says: string,
  run: (world: World) => { readonly code?: string },
): Attack => ({ kind, code, says, run });

type Body = { readonly [field: string]: Json };
export const HASH = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

/** XA holds newip:f2/8 and XB newip:f3/8. */
export function newip(w: World): void {
  for (const [to, block] of [
    ["XA", "newip:f2/8"],
    ["XB", "newip:f3/8"],
  ] as const) {
    const { code } = measure(w, "assign", { to, resources: [block] }, { consents: [to] });
    if (code !== undefined) throw new Error(code);
  }
}

export function gateway(network: string, label = "gw"): { readonly label: string; readonly key: string } {
  const name = `${network}/${label}`;
  const secret = createHash("sha256").update(name).digest();
  return { label, key: formatVkey(signerOf({ name, type: "ed25519", secret }).key) };
}

export const network = (id: string, more: Body = {}): Body => ({
  network: id,
  title: `Network ${id}`,
  gateways: [gateway(id)],
  ...more,
});
export const ALPHA: Body = network("alpha", {
  ranges: ["newip:f2a0/16"],
  plan: [
    { range: "newip:f2a000/20", use: "hosts" },
    { range: "newip:00/4", use: "sensors", local: true },
  ],
});
const BETA: Body = network("beta", { ranges: ["newip:f3/8"] });
export const AGREEMENT: Body = {
  network: "alpha",
  with: "beta",
  gateways: ["gw"],
  theirs: ["gw"],
  terms: HASH,
  notice: 10,
};

export const MAPPING = {
  network: "alpha",
  gateway: "gw",
  maps: [
    { newip: "newip:f2a0000001/40", ip: "192.0.2.1/32" },
    { newip: "newip:f2a00001/32", ip: "198.51.100.0/24" },
    { newip: "newip:05/8", ip: "2001:db8::1/128" },
  ],
} as const satisfies Body;

/** Networks alpha of XA and beta of XB. */
export function two(w: World): void {
  newip(w);
  w.must(w.act("XA", "register-network", ALPHA));
  w.must(w.act("XB", "register-network", BETA));
}
export function joined(w: World): void {
  two(w);
  w.must(w.act("XA", "interconnect", AGREEMENT, { cosign: ["XB"] }));
}
const rules = (version: number, more: Body = {}): Body => ({
  network: "alpha",
  version,
  title: "House rules",
  text: HASH,
  ...more,
});
const duplicated = [gateway("alpha"), gateway("alpha")];

/** The conditions that registering and changing share. */
const described = (kind: "register-network" | "change-network"): readonly Attack[] => {
  const prepared = (w: World): World => {
    newip(w);
    if (kind === "change-network") w.must(w.act("XA", "register-network", network("alpha")));
    return w;
  };
  const tried = (w: World, body: Body) => prepared(w).do("XA", kind, { ...network("alpha"), ...body });
  return [
    attack(kind, "not-newip", "with an IPv4 range", (w) =>
      tried(w, { plan: [{ range: "10.0.0.0/8", use: "x", local: true }] }),
    ),
    attack(kind, "range-not-own", "in another's range", (w) => tried(w, { ranges: ["newip:f3/8"] })),
    attack(kind, "range-not-own", "around what was delegated on", (w) => {
      prepared(w);
      const give = { to: "XC", resources: ["newip:f2a0/16"], terms: { kind: "permanent" } };
      w.must(w.act("XA", "delegate", give, { cosign: ["XC"] }));
      return w.do("XA", kind, network("alpha", { ranges: ["newip:f2/8"] }));
    }),
    ...["newip:f2/8", "newip:f2a0/16", "newip:f2a000/20"].map((range) =>
      attack(kind, "at-rest", `on ${range}, while newip:f2a0/16 rests`, (w) => {
        prepared(w);
        const give = { to: "XC", resources: ["newip:f2a0/16"], terms: { kind: "permanent" } };
        w.must(w.act("XA", "delegate", give, { cosign: ["XC"] }));
        w.must(w.act("XC", "return", { resources: ["newip:f2a0/16"] }));
        return w.do("XA", kind, network("alpha", { ranges: [range] }));
      }),
    ),
    attack(kind, "range-used", "in the range of another network", (w) => {
      newip(w);
      w.must(w.act("XA", "register-network", network("gamma", { ranges: ["newip:f2/8"] })));
      if (kind === "change-network") w.must(w.act("XA", "register-network", network("alpha")));
      return w.do("XA", kind, network("alpha", { ranges: ["newip:f2a0/16"] }));
    }),
    attack(kind, "plan-outside", "planning others' addresses", (w) =>
      tried(w, { ranges: ["newip:f2a0/16"], plan: [{ range: "newip:f3/8", use: "x" }] }),
    ),
    attack(kind, "gateway-key", "one label twice", (w) => tried(w, { gateways: duplicated })),
    attack(kind, "gateway-key", "with another network's key", (w) =>
      tried(w, { gateways: [{ ...gateway("beta"), label: "gw" }] }),
    ),
    attack(kind, "locked", "by whoever recovered the keys", (w) => {
      prepared(w);
      lock(w, "XA");
      return w.do("XA", kind, network("alpha"));
    }),
  ];
};

const foreign = (kind: string, body: Body): Attack =>
  attack(kind, "not-holder", "by who does not run the network", (w) => {
    joined(w);
    return w.do("XC", kind, body, { cosign: ["XB"] });
  });
const whileLocked = (kind: string, body: Body, prepare: (w: World) => void): Attack =>
  attack(kind, "locked", "by whoever recovered the keys", (w) => {
    prepare(w);
    lock(w, "XA");
    return w.do("XA", kind, body, { cosign: ["XB"] });
  });

export const NETWORK_ATTACKS: readonly Attack[] = [
  ...described("register-network"),
  ...described("change-network"),
  attack("register-network", "network-known", "under another's name", (w) => {
    two(w);
    return w.do("XC", "register-network", network("alpha"));
  }),
  attack("register-network", "network-name-kept", "under a name with another's rules", (w) => {
    two(w);
    w.must(w.act("XA", "close-network", { network: "alpha" }));
    return w.do("XC", "register-network", network("alpha"));
  }),
  attack("register-network", "networks-many", "by the hundred", (w) => {
    const acts = Array.from({ length: 64 }, (_, i) =>
      w.act("XA", "register-network", { network: `n${i}`, title: "x" }),
    );
    w.block(acts);
    w.must(w.act("XA", "close-network", { network: "n0" }));
    return w.do("XA", "register-network", network("alpha"));
  }),
  attack("change-network", "not-holder", "by who does not run it", (w) => {
    two(w);
    return w.do("XC", "change-network", network("alpha"));
  }),
  attack("change-network", "gateway-agreed", "without the gateway that others meet", (w) => {
    joined(w);
    return w.do("XA", "change-network", network("alpha", { gateways: [gateway("alpha", "new")] }));
  }),
  attack("close-network", "not-holder", "by who does not run it", (w) => {
    two(w);
    return w.do("XC", "close-network", { network: "alpha" });
  }),
  attack("close-network", "interconnected", "while others rely on it", (w) => {
    joined(w);
    return w.do("XA", "close-network", { network: "alpha" });
  }),
  whileLocked("close-network", { network: "alpha" }, two),
  foreign("interconnect", AGREEMENT),
  attack("interconnect", "network-unknown", "with nobody", (w) => {
    two(w);
    return w.do("XA", "interconnect", { ...AGREEMENT, with: "gamma" });
  }),
  attack("interconnect", "gateway-unknown", "at a gateway that does not exist", (w) => {
    two(w);
    return w.do("XA", "interconnect", { ...AGREEMENT, theirs: ["other"] }, { cosign: ["XB"] });
  }),
  ...(["XA", "XB"] as const).map((by) =>
    attack("interconnect", "network-replaced", `with another network under the name of ${by}'s`, (w) => {
      two(w);
      const offer = w.must(w.act("XA", "interconnect", AGREEMENT));
      const id = by === "XA" ? "alpha" : "beta";
      w.must(w.act(by, "close-network", { network: id }));
      w.must(w.act(by, "register-network", network(id)));
      return w.do("XB", "accept", { offer });
    }),
  ),
  whileLocked("interconnect", AGREEMENT, two),
  foreign("end-interconnection", { network: "alpha", with: "beta" }),
  attack("end-interconnection", "not-interconnected", "what was never agreed", (w) => {
    two(w);
    return w.do("XA", "end-interconnection", { network: "alpha", with: "beta" });
  }),
  attack("end-interconnection", "not-interconnected", "twice, to make it last", (w) => {
    joined(w);
    w.must(w.act("XB", "end-interconnection", { network: "beta", with: "alpha" }));
    return w.do("XA", "end-interconnection", { network: "alpha", with: "beta" });
  }),
  whileLocked("end-interconnection", { network: "alpha", with: "beta" }, joined),
  foreign("map-addresses", MAPPING),
  attack("map-addresses", "gateway-unknown", "at a gateway it does not have", (w) => {
    two(w);
    return w.do("XA", "map-addresses", { ...MAPPING, gateway: "other" });
  }),
  ...(
    [
      ["for a name", "newip:f2a0000001/40", "host.example"],
      ["for an AS number", "newip:f2a0000001/40", "AS64496"],
      ["for another New IP block", "newip:f2a0000001/40", "newip:f2a0000002/40"],
      ["of IP addresses", "192.0.2.1/32", "192.0.2.1/32"],
      ["with host bits that do not fit", "newip:f2a0000001/40", "192.0.2.0/31"],
      ["of a block without a length", "newip:00/4", "192.0.2.0/28"],
    ] as const
  ).map(([says, newip, ip]) =>
    attack("map-addresses", "mapping-unfit", says, (w) => {
      two(w);
      return w.do("XA", "map-addresses", { ...MAPPING, maps: [{ newip, ip }] });
    }),
  ),
  attack("map-addresses", "mapping-outside", "of another network's addresses", (w) => {
    two(w);
    const maps = [{ newip: "newip:f3000000000001/56", ip: "192.0.2.1/32" }];
    return w.do("XA", "map-addresses", { ...MAPPING, maps });
  }),
  ...(
    [
      ["newip:f2a0000001/40", "198.51.100.7/32", "newip:f2a0000000/36", "192.0.2.0/28"],
      ["newip:f2a0000001/40", "198.51.100.7/32", "newip:f2a0000002/40", "198.51.100.7/32"],
    ] as const
  ).map(([one, first, other, second]) =>
    attack("map-addresses", "mapping-twice", `as ${other} beside ${one}`, (w) => {
      two(w);
      const maps = [
        { newip: one, ip: first },
        { newip: other, ip: second },
      ];
      return w.do("XA", "map-addresses", { ...MAPPING, maps });
    }),
  ),
  whileLocked("map-addresses", MAPPING, two),
  foreign("publish-rules", rules(1)),
  attack("publish-rules", "version-order", "in the place of an earlier version", (w) => {
    two(w);
    w.must(w.act("XA", "publish-rules", rules(1)));
    return w.do("XA", "publish-rules", rules(1));
  }),
  attack("publish-rules", "rules-in-the-past", "for yesterday", (w) => {
    two(w);
    return w.do("XA", "publish-rules", rules(1, { from: w.time - 1 }));
  }),
];
