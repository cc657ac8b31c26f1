/** Everything a relying party hands to routers: VRPs, router keys and ASPAs, as one value. */
import { diffAspas, emptyAspas, type AspaDiff, type AspaSet } from "./aspa-set.ts";
import { diffRouterKeys, type RouterKey, type RouterKeyDiff } from "./router-keys.ts";
import { emptyVrps } from "./vrp-builder.ts";
import { diffVrps, type VrpDiff } from "./vrp-diff.ts";
import { vrpCount, type VrpSet } from "./vrp-set.ts";

export type Payload = {
  readonly vrps: VrpSet;
  readonly aspas: AspaSet;
  /** Sorted by `compareRouterKeys`, unique. */
  readonly routerKeys: readonly RouterKey[];
};

export type PayloadDiff = {
  readonly vrps: VrpDiff;
  readonly aspas: AspaDiff;
  readonly routerKeys: RouterKeyDiff;
};

export const emptyPayload = (): Payload => ({ vrps: emptyVrps(), aspas: emptyAspas(), routerKeys: [] });

export const diffPayloads = (from: Payload, to: Payload): PayloadDiff => ({
  vrps: diffVrps(from.vrps, to.vrps),
  aspas: diffAspas(from.aspas, to.aspas),
  routerKeys: diffRouterKeys(from.routerKeys, to.routerKeys),
});

/** Nothing to tell a router: its serial must not change. */
export const isEmptyDiff = ({ vrps, aspas, routerKeys }: PayloadDiff): boolean =>
  vrpCount(vrps.announce) + vrpCount(vrps.withdraw) === 0 &&
  aspas.announce.count + aspas.withdraw.length === 0 &&
  routerKeys.announce.length + routerKeys.withdraw.length === 0;
