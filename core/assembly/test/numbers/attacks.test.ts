import { attackSuite } from "../attack.ts";
import { ATTACKS } from "./attacks.ts";
import { numbersWorld } from "./numbers-world.ts";

attackSuite({ on: "holdings", rooms: ["numbers"], attacks: ATTACKS, world: numbersWorld });
