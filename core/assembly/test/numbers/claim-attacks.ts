/** Attacks by claims that prove control, each stopped by exactly one condition. */
import type { Json } from "@comity/canon";
import type { Attack } from "../attack.ts";
import type { World } from "../world.ts";
import { attest, claimed, held, lock, underCase } from "./numbers-world.ts";

const attack = (kind: string, code: string, says: string, run: Attack["run"]): Attack => ({
  kind,
  code,
  says,
  run,
});

const S = "10.5.0.0/16";
const FILE = "ipv4|10.5.0.0|10.5.255.255|allocated|ZZ|2020-01-01|H5";
const OBSERVERS = ["QM", "QN", "QO"];
const NOTHING: Json = { by: "checklist", checklist: "AA==", chain: ["AA=="], lists: ["AA=="] };
const reported = (w: World): void => void attest(w, "QM", "reg-m", [FILE]);
const seen = (w: World, resources: readonly string[] = [S], observers: readonly string[] = OBSERVERS) => {
  const body = { resources, registry: "QM", proof: { by: "zone", observers } };
  return w.do("XA", "claim", body, { cosign: observers });
};
const authorised = (w: World, asn: string): void => {
  w.must(w.act("QM", "authorise-routes", { routes: [{ prefix: S, asn }] }));
};

export const CLAIM_ATTACKS: readonly Attack[] = [
  attack("claim", "not-disjoint", "of a block and its part", (w) => {
    reported(w);
    return seen(w, [S, "10.5.1.0/24"]);
  }),
  attack("claim", "not-reported", "of what no file reports", (w) => seen(w)),
  attack("claim", "not-reported", "of more than the file reports", (w) => {
    reported(w);
    return seen(w, ["10.4.0.0/15"]);
  }),
  attack("claim", "not-vacant", "over another's claim", (w) => {
    reported(w);
    claimed(w, S);
    return seen(w);
  }),
  attack("claim", "not-unclaimed", "inside what somebody holds, whatever the file says", (w) => {
    held(w, "10.4.0.0/15", "XB");
    reported(w);
    return seen(w);
  }),
  attack("claim", "no-zone", "of an AS number by a zone", (w) => {
    attest(w, "QM", "reg-m", ["asn|64500|64500|allocated|ZZ|2020-01-01|H5"]);
    return seen(w, ["AS64500"]);
  }),
  attack("claim", "observers-unfit", "seen by a friend without a seat", (w) => {
    reported(w);
    return seen(w, [S], ["QM", "QN", "XB"]);
  }),
  attack("claim", "observers-unfit", "seen by one in the place of three", (w) => {
    reported(w);
    return seen(w, [S], ["QM", "QM", "QM"]);
  }),
  attack("claim", "evidence-der", "with nothing for evidence", (w) => {
    reported(w);
    return w.do("XA", "claim", { resources: [S], registry: "QM", proof: NOTHING });
  }),
  attack("claim", "case-runs", "out of a block under a case", (w) => {
    reported(w);
    underCase(w, "10.0.0.0/8");
    return seen(w);
  }),
  attack("claim", "as0-covering", "under an AS0 authorisation", (w) => {
    authorised(w, "AS0");
    reported(w);
    return seen(w);
  }),
  attack("claim", "covering-unlisted", "under authorisations it does not name", (w) => {
    authorised(w, "AS64500");
    reported(w);
    return seen(w);
  }),
  attack("claim", "locked", "by whoever recovered the keys", (w) => {
    reported(w);
    lock(w, "XA");
    return seen(w);
  }),
  attack("publish-anchor", "not-registry", "by whoever reports nothing", (w) =>
    w.do("XA", "publish-anchor", { keys: ["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="] }),
  ),
  attack("publish-anchor", "locked", "by whoever recovered the keys", (w) => {
    lock(w, "QM");
    return w.do("QM", "publish-anchor", { keys: [] });
  }),
];
