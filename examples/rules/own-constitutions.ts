/** Three constitutions to start from, for three kinds of assembly. None is imposed: `comity init` asks. */
import type { Constitution } from "@comity/rules";
import { admitted, own } from "./own.ts";
import { equal, share } from "./write.ts";

/** Two chambers that need each other: who keeps the register, and who runs networks. */
export const registriesAndOperators: Constitution = own(
  "Registries and operators (example)",
  {
    registries: equal("Registries", admitted),
    operators: {
      name: "Network operators",
      membership: admitted,
      weights: { kind: "measured", figure: "networks", scale: "sqrt", cap: share(1, 10) },
    },
  },
  2,
);

/** Three chambers, two of which agree, with everyone that is affected. */
export const statesOperatorsSociety: Constitution = own(
  "States, operators and civil society (example)",
  {
    states: equal("States", admitted),
    operators: {
      name: "Network operators",
      membership: admitted,
      weights: { kind: "measured", figure: "networks", scale: "sqrt", cap: share(1, 10) },
    },
    society: equal("Civil society", admitted),
  },
  2,
);

/** A small community network: one chamber of equals, and three of them it trusts as its panel. */
export const communityNetwork: Constitution = own(
  "Community network (example)",
  { members: equal("Members", admitted) },
  1,
);
