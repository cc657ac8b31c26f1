/** Prints the state root of a small history: run under other locales and time zones. */
import { assemblyOfFive, castAll, HASH, MEMBERS, propose, settle, yes } from "./assembly-of-five.ts";

const world = assemblyOfFive();
const id = propose(world, "QN", "adopt", { title: "Iıİi Straße ﬁ", text: HASH });
castAll(world, id, yes(MEMBERS));
settle(world, id);
console.log(world.blocks.at(-1)!.block.record.stateRoot);
