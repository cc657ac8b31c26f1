/** The page of a party among 200,000 reports and 5,000 holdings: by the index, and by walking the registers. */
import { State, type HoldingRecord, type ReportRecord } from "@comity/assembly";
import { must } from "@comity/canon";
import { HoldingsIndex, partyPage, type HolderChange, type ReadState } from "@comity/view";
import { bench, run } from "mitata";

const REPORTS = 200_000;
const HOLDINGS = 5000;
const state = new State();
const report: ReportRecord = {
  t: "report",
  by: "QM",
  source: "apnic",
  kind: "delegations",
  status: "allocated",
  code: "ZZ",
  date: "2020-01-01",
  holder: "A91872ED",
  since: 3,
};
const holding: HoldingRecord = {
  t: "holding",
  holder: "QM",
  terms: { kind: "permanent" },
  from: "delegate",
  protection: 1,
  made: 0,
  since: 4,
};
const key = (n: number) => ({ bytes: new Uint8Array([n >>> 16, n >>> 8, n, 0]), bits: 24 });
for (let n = 0; n < REPORTS; n++) state.set("ipv4", key(n), [report]);
const changes: HolderChange[] = [];
for (let n = 0; n < HOLDINGS; n++) {
  const at = key(REPORTS + 3 * n);
  state.set("ipv4", at, [{ ...holding, holder: `Q${"MNO"[n % 3]}` }]);
  changes.push({ register: "ipv4", ...at, holder: `Q${"MNO"[n % 3]}` });
}
for (const id of ["QM", "QN", "QO"]) {
  state.setText("parties", `party/${id}`, {
    t: "party",
    id,
    kind: "registry",
    status: "active",
    seats: {},
    policy: { keys: [], thresholds: [] },
    joined: 0,
    joinedAt: 0,
    since: 0,
  });
}
const index = new HoldingsIndex();
index.apply(1, changes);
const reader = {
  at: state.at.bind(state),
  covering: state.covering.bind(state),
  within: state.within.bind(state),
  mentioning: state.mentioning.bind(state),
  text: state.text.bind(state),
};
const read: ReadState = { reader, size: 1, height: 0, time: 0, stateRoot: "" };

bench("page of a party, 100 holdings, by the index", () =>
  must(partyPage(read, "QN", undefined, 100, index)));
bench("page of a party, 100 holdings, walking", () => must(partyPage(read, "QN", undefined, 100)));
bench("page behind the last holding, by the index", () =>
  must(partyPage(read, "QN", "ipv4|255.255.255.0/24", 100, index)));
bench("page of a party with the last holdings, walking", () =>
  must(partyPage(read, "QO", "ipv4|3.0.0.0/24", 5000)));
await run();
