import { attackSuite } from "../attack.ts";
import { ATTACKS, EQUIVALENT } from "./attacks.ts";
import { house } from "./house.ts";

attackSuite({
  on: "procedure and parties",
  rooms: ["decisions", "parties"],
  attacks: ATTACKS,
  equivalent: EQUIVALENT,
  world: () => house(),
});
