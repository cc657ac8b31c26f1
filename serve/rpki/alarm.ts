/** Whether what relying parties find is what the register says (SEMANTICS H4), as an answer and as metrics. */
import { aspas, diffAspas, diffVrps, vrps, type Aspa, type Vrp } from "@comity/routes";
import type { RegisterPayload } from "./parties.ts";
import type { Checked } from "./validate.ts";

export type Alarm = {
  /** Anything at all is wrong: also a list that has ended, or a damaged object. */
  readonly raised: boolean;
  /** In the register, not published; published, not in the register. */
  readonly missing: readonly Vrp[];
  readonly surplus: readonly Vrp[];
  /** ASPAs with other providers count as both. */
  readonly missingAspas: readonly Aspa[];
  readonly surplusAspas: readonly Aspa[];
  readonly problems: number;
  /** Seconds until the first manifest ends; negative when one has, absent when nothing is published. */
  readonly endsIn?: number;
};

/** `register`: what should be published, `checked`: what our own eyes found in the published folder at `now`. */
export function publicationAlarm(register: RegisterPayload, checked: Checked, now: number): Alarm {
  const diff = diffVrps(checked.vrps, register.vrps);
  const missingAspas = [...aspas(diffAspas(checked.aspas, register.aspas).announce)];
  const surplusAspas = [...aspas(diffAspas(register.aspas, checked.aspas).announce)];
  const missing = [...vrps(diff.announce)];
  const surplus = [...vrps(diff.withdraw)];
  const ends = checked.cas.map(({ nextUpdate, until }) => Math.min(nextUpdate, until) - now);
  const differences = missing.length + surplus.length + missingAspas.length + surplusAspas.length;
  return {
    raised: differences + checked.problems.length > 0,
    missing,
    surplus,
    missingAspas,
    surplusAspas,
    problems: checked.problems.length,
    ...(ends.length === 0 ? {} : { endsIn: Math.min(...ends) }),
  };
}

/** One value in Prometheus text format. */
export const gauge = (name: string, help: string, value: number): string =>
  `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`;

/** Prometheus text format. */
export const alarmMetrics = (alarm: Alarm): string =>
  [
    gauge(
      "comity_rpki_alarm",
      "1 when the published set is not what the register says",
      alarm.raised ? 1 : 0,
    ),
    gauge(
      "comity_rpki_missing",
      "authorisations of the register that are not published",
      alarm.missing.length + alarm.missingAspas.length,
    ),
    gauge(
      "comity_rpki_surplus",
      "published authorisations that are not in the register",
      alarm.surplus.length + alarm.surplusAspas.length,
    ),
    gauge("comity_rpki_problems", "published objects that do not validate", alarm.problems),
    ...(alarm.endsIn === undefined
      ? []
      : [
          gauge(
            "comity_rpki_ends_seconds",
            "seconds until the first manifest or certificate ends",
            alarm.endsIn,
          ),
        ]),
  ].join("");
