/** The table of commands, and nothing else: each lives in `areas/` and is loaded when it is used. */
import {
  buildApplication,
  buildRouteMap,
  text_en,
  type Application,
  type ApplicationText,
} from "@stricli/core";
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
import { witness } from "./areas/witness.ts";
import { failureOf, told } from "./failure.ts";
import type { Host } from "./host.ts";

/** What the parser says about a mistake of usage, and what commands throw: as words, or as JSON (`failure.ts`). */
function textOf(json: boolean): ApplicationText {
  const thrown = (cause: unknown): string => told(json, failureOf(cause));
  const text = { ...text_en, exceptionWhileRunningCommand: thrown, commandErrorResult: thrown };
  if (!json) return text;
  const usage = (detail: string): string => told(true, { code: "usage", detail });
  return {
    ...text,
    exceptionWhileParsingArguments: (cause, color) =>
      usage(text_en.exceptionWhileParsingArguments(cause, color)),
    noCommandRegisteredForInput: (input) => usage(text_en.noCommandRegisteredForInput(input)),
  };
}

/** `actNew`: the commands of `areas/act-new.ts` when they are asked for; `json`: failures are told as JSON. */
export const applicationOf = (actNew: ActNew = anyKind, json = false): Application<Host> =>
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
        witness,
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
      documentation: {
        caseStyle: "convert-camel-to-kebab",
        onlyRequiredInUsageLine: true,
        disableAnsiColor: json,
      },
      determineExitCode: (cause) => failureOf(cause).exit,
      localization: { text: textOf(json) },
    },
  );
