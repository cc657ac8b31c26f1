/** Ready constitutions by name: real rules with their sources, and three of our own. */
import type { Constitution } from "@comity/rules";
import { aragon } from "./aragon.ts";
import { cosmosGov } from "./cosmos-gov.ts";
import { cosmosGroup } from "./cosmos-group.ts";
import { euCouncil } from "./eu-council.ts";
import { compoundBravo, openZeppelinGovernor } from "./governor.ts";
import { icann } from "./icann.ts";
import { ietf } from "./ietf.ts";
import { imf } from "./imf.ts";
import { itu } from "./itu.ts";
import { nroGlobalPolicy, rirAllButAffected, rirThreeOfFive, rirUnanimity } from "./number-resources.ts";
import { communityNetwork, registriesAndOperators, statesOperatorsSociety } from "./own-constitutions.ts";
import { ripePdp } from "./ripe-pdp.ts";
import { unCharterAmendment } from "./un-charter-amendment.ts";
import { unGeneralAssembly } from "./un-general-assembly.ts";
import { unSecurityCouncil11, unSecurityCouncil15 } from "./un-security-council.ts";

export { unGeneralAssembly };

/** Written for assemblies of Comity: they keep the fixed minimums and pass every static check. */
export const ownConstitutions: { readonly [name: string]: Constitution } = {
  "registries-and-operators": registriesAndOperators,
  "states-operators-society": statesOperatorsSociety,
  "community-network": communityNetwork,
};

/** Rules of real bodies, as they are: to compare, to test against, to learn from. */
export const realConstitutions: { readonly [name: string]: Constitution } = {
  "un-general-assembly": unGeneralAssembly,
  "un-security-council-15": unSecurityCouncil15,
  "un-security-council-11": unSecurityCouncil11,
  "un-charter-amendment": unCharterAmendment,
  itu,
  "eu-council": euCouncil,
  icann,
  imf,
  "nro-global-policy": nroGlobalPolicy,
  "rir-governance-unanimity": rirUnanimity,
  "rir-governance-all-but-affected": rirAllButAffected,
  "rir-governance-three-of-five": rirThreeOfFive,
  ietf,
  "ripe-pdp": ripePdp,
  "cosmos-gov": cosmosGov,
  "cosmos-group": cosmosGroup,
  "openzeppelin-governor": openZeppelinGovernor,
  "compound-bravo": compoundBravo,
  aragon,
};

export const constitutions: { readonly [name: string]: Constitution } = {
  ...ownConstitutions,
  ...realConstitutions,
};
export { toYaml } from "./yaml.ts";
export { compareDecisions, recordedDecisions, type Compared } from "./roll-calls/decisions.ts";
export { differences, type Difference } from "./roll-calls/differences.ts";
export { plot } from "./roll-calls/plot.ts";
export { kindOf, readRollCalls, type RollCalls } from "./roll-calls/read.ts";
export { judgeAll, years, type Judged, type Year } from "./roll-calls/years.ts";
