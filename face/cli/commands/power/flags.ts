/** What `comity power` may be told. */
import type { Method } from "@comity/rules/power";

export type PowerFlags = {
  readonly json: boolean;
  readonly quota?: string;
  readonly weights?: readonly string[];
  readonly names?: readonly string[];
  readonly populations?: readonly string[];
  readonly class?: string;
  readonly members?: string;
  readonly seats?: readonly string[];
  readonly role?: readonly string[];
  readonly fullTurnout: boolean;
  readonly blocs?: readonly string[];
  readonly collude?: readonly string[];
  readonly add?: readonly string[];
  readonly abstain: boolean;
  readonly coalitions: boolean;
  readonly noShapley: boolean;
  readonly method?: Method;
  readonly samples?: number;
  readonly seed?: number;
};
