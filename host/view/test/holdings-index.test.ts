import { State, type HoldingRecord, type StateReader } from "@comity/assembly";
import { must } from "@comity/canon";
import { HoldingsIndex, partyPage, type HolderChange, type ReadState } from "@comity/view";
import fc from "fast-check";
import { expect, it } from "vitest";

const PARTIES = ["QM", "QN", "QO"] as const;
const holding = (holder: string): HoldingRecord => ({
  t: "holding",
  holder,
  terms: { kind: "permanent" },
  from: "delegate",
  protection: 1,
  made: 0,
  since: 1,
});
const readerOver = (state: State): StateReader => ({
  at: state.at.bind(state),
  covering: state.covering.bind(state),
  mentioning: state.mentioning.bind(state),
  text: state.text.bind(state),
  within: state.within.bind(state),
});
const change = fc.record({
  register: fc.constantFrom("ipv4" as const, "ipv6" as const, "asn" as const),
  byte: fc.nat(31),
  bits: fc.constantFrom(3, 5, 8),
  holder: fc.option(fc.constantFrom(...PARTIES), { nil: undefined }),
});

it("gives the pages that walking the registers gives, whatever changed hands", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(change, { maxLength: 12 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 5 }),
      (blocks, limit) => {
        const state = new State();
        const index = new HoldingsIndex();
        for (const id of PARTIES) {
          const party = {
            kind: "other",
            status: "active",
            seats: {},
            policy: { keys: [], thresholds: [] },
          } as const;
          state.setText("parties", `party/${id}`, {
            t: "party",
            id,
            ...party,
            joined: 0,
            joinedAt: 0,
            since: 0,
          });
        }
        for (const [n, block] of blocks.entries()) {
          const changes: HolderChange[] = [];
          for (const { bits, byte, holder, register } of block) {
            const bytes = new Uint8Array(register === "ipv6" ? 16 : 4);
            bytes[0] = (byte << (8 - Math.min(bits, 5))) & 0xff & (0xff << (8 - bits));
            state.set(register, { bytes, bits }, holder === undefined ? [] : [holding(holder)]);
            changes.push({ register, bytes, bits, ...(holder === undefined ? {} : { holder }) });
          }
          index.apply(n + 1, changes);
          const read: ReadState = {
            reader: readerOver(state),
            size: n + 1,
            height: n,
            time: 0,
            stateRoot: "",
          };
          for (const id of PARTIES) {
            for (let after: string | undefined = undefined, more = true; more;) {
              const indexed = must(partyPage(read, id, after, limit, index));
              const walked = must(partyPage(read, id, after, limit));
              expect(indexed).toEqual(walked);
              ({ next: after } = walked.holdings as { next?: string });
              more = after !== undefined;
            }
          }
        }
      },
    ),
  );
});

it("is not used for another state than its own", () => {
  const state = new State();
  state.set("ipv4", { bytes: new Uint8Array([10, 0, 0, 0]), bits: 8 }, [holding("QM")]);
  const party = { kind: "other", status: "active", seats: {}, policy: { keys: [], thresholds: [] } } as const;
  state.setText("parties", "party/QM", { t: "party", id: "QM", ...party, joined: 0, joinedAt: 0, since: 0 });
  const index = new HoldingsIndex();
  index.apply(7, []);
  const page = (size: number) =>
    must(
      partyPage(
        { reader: readerOver(state), size, height: 0, time: 0, stateRoot: "" },
        "QM",
        undefined,
        9,
        index,
      ),
    ).holdings.items;
  expect(page(7)).toEqual([]);
  expect(page(8)).toHaveLength(1);
});
