import { attackSuite } from "../attack.ts";
import { NAME_ATTACKS } from "../names/names-attacks.ts";
import { NETWORK_ATTACKS } from "../networks/networks-attacks.ts";
import { numbersWorld } from "../numbers/numbers-world.ts";
import { ROUTE_ATTACKS } from "./routes-attacks.ts";

attackSuite({
  on: "routes, names and networks",
  rooms: ["routes", "names", "networks"],
  attacks: [...ROUTE_ATTACKS, ...NAME_ATTACKS, ...NETWORK_ATTACKS],
  world: numbersWorld,
});
