/** The trees that vectors are made of: what stands in them, and what is asked of them. */
import { factKey, keyWidth, registerNumber, type RegisterName } from "@comity/assembly";
import { must } from "@comity/canon";
import type { Key } from "@comity/tree";

const ipv4Key = (text: string): Key => {
  const [address, bits] = text.split("/") as [string, string];
  return { bytes: Uint8Array.from(address.split(".").map(Number)), bits: Number(bits) };
};
const IPV4: { readonly [name: string]: readonly (readonly [string, readonly string[]])[] } = {
  empty: [],
  "one value at the root": [["0.0.0.0/0", ["all"]]],
  "one leaf": [["192.0.2.0/24", ["holder"]]],
  "nested values": [
    ["192.0.0.0/8", ["wide"]],
    ["192.0.2.0/24", ["b", "a"]],
    ["192.0.2.128/25", ["inner"]],
  ],
  "branches without values": [
    ["10.0.0.0/8", ["x"]],
    ["11.0.0.0/8", ["y"]],
    ["192.0.2.0/24", ["z"]],
    ["192.0.2.1/32", ["host"]],
    ["255.255.255.255/32", ["last"]],
  ],
};
const ASKED = [
  "0.0.0.0/0",
  "192.0.2.0/24",
  "192.0.2.1/32",
  "192.0.2.129/32",
  "192.0.2.0/23",
  "10.1.0.0/16",
  "128.0.0.0/1",
  "255.255.255.255/32",
];

/** Registers whose keys are longer or of several lengths. */
const OTHERS: { readonly [name: string]: Tree } = {
  names: others(
    "names",
    ["example", "www.example", "example2", "org"],
    ["mail.www.example", "net"],
    ["example", "."],
  ),
  IPv6: others(
    "ipv6",
    ["2001:db8::/32", "2001:db8:1::/48", "::1/128"],
    ["2001:db8::1/128", "::/0"],
    ["2001:db8::/32", "::/0"],
  ),
  "New IP blocks and texts": others(
    "networks",
    ["newip:f2/8", "newip:f2a0/16", "network/alpha", "network/alpha2", "rules/alpha/1", "rules/alpha/10"],
    ["newip:f2a0010203/40", "newip:f0/4", "network/alph"],
    ["newip:f2/8", "network/alpha", "network/alph"],
  ),
};

type Tree = {
  readonly register: number;
  readonly keyBytes: 4 | 16 | "text";
  readonly entries: readonly (readonly [string, readonly string[]])[];
  readonly asked: readonly string[];
  readonly below: readonly string[];
  readonly key: (text: string) => Key;
};

function others(
  name: RegisterName,
  keys: readonly string[],
  more: readonly string[],
  below: readonly string[],
): Tree {
  return {
    register: registerNumber(name),
    keyBytes: keyWidth(name),
    entries: keys.map((key_) => [key_, [`value of ${key_}`]]),
    asked: [...keys, ...more],
    below,
    key: (text) => must(factKey(name, text)),
  };
}

const ipv4 = (entries: Tree["entries"]): Tree => ({
  register: 0,
  keyBytes: 4,
  entries,
  asked: ASKED,
  below: ["0.0.0.0/0", "192.0.2.0/24", "64.0.0.0/2"],
  key: ipv4Key,
});

export const TREES: { readonly [name: string]: Tree } = {
  ...Object.fromEntries(Object.entries(IPV4).map(([name, entries]) => [name, ipv4(entries)])),
  ...OTHERS,
};
