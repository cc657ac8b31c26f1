/** The table of commands, and nothing else: each lives in `areas/` and is loaded when it is used. */
import { buildApplication, buildRouteMap, text_en, type Application } from "@stricli/core";
import { actRoutes, anyKind, type ActNew } from "./areas/act.ts";
import { audit, exportCommand } from "./areas/audit.ts";
import { propose, vote } from "./areas/decide.ts";
import { dns } from "./areas/dns.ts";
import { evidence } from "./areas/evidence.ts";
import { importFiles } from "./areas/import.ts";
import { init } from "./areas/init.ts";
import { keys } from "./areas/keys.ts";
import { log } from "./areas/log.ts";
import { newip } from "./areas/newip.ts";
import { observe, protect } from "./areas/observe.ts";
import { power } from "./areas/power.ts";
import { prove, search, show, status, why } from "./areas/read.ts";
import { routesArea } from "./areas/routes.ts";
import { rpki } from "./areas/rpki.ts";
import { rtr } from "./areas/rtr.ts";
import { rules } from "./areas/rules.ts";
import { completion, config } from "./areas/shell.ts";
import { slurmArea } from "./areas/slurm.ts";
import { start } from "./areas/start.ts";
import { verify } from "./areas/verify.ts";
import { whois } from "./areas/whois.ts";
import { EXIT, spoken, Stop, type Host } from "./host.ts";

/** `actNew`: the commands of `areas/act-new.ts` when they are asked for. */
export const applicationOf = (actNew: ActNew = anyKind): Application<Host> =>
  buildApplication(
    buildRouteMap({
      routes: {
        init,
        start,
        status,
        search,
        show,
        why,
        prove,
        verify,
        act: actRoutes(actNew),
        propose,
        vote,
        keys,
        import: importFiles,
        log,
        audit,
        evidence,
        export: exportCommand,
        rules,
        power,
        newip,
        rtr,
        rpki,
        routes: routesArea,
        slurm: slurmArea,
        observe,
        protect,
        whois,
        dns,
        config,
        completion,
      },
      docs: {
        brief:
          "Govern the Internet's shared resources together: a provable register under rules the members wrote",
      },
    }),
    {
      name: "comity",
      versionInfo: { currentVersion: "0.0.0" },
      scanner: { caseStyle: "allow-kebab-for-camel" },
      documentation: { caseStyle: "convert-camel-to-kebab", onlyRequiredInUsageLine: true },
      determineExitCode: (cause) => (cause instanceof Stop ? cause.exit : EXIT.failed),
      localization: {
        text: { ...text_en, exceptionWhileRunningCommand: spoken, commandErrorResult: spoken },
      },
    },
  );
