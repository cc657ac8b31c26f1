/**
 * Strict reading of a constitution: shapes first, then everything that one part says about another. The result is
 * the same JSON value, so it may be re-encoded and compared.
 */
import { checkAmendment } from "./amendment.ts";
import type {
  Amendment,
  AmendmentClause,
  Chamber,
  Constitution,
  Membership,
  Parameters,
  Weights,
} from "./constitution.ts";
import { fraction, seconds } from "./parse-condition.ts";
import { parseRule } from "./parse-rule.ts";
import { at, integer, list, name, object, oneOf, record, set, tagged, text, type Read } from "./read.ts";
import { refuse, type Refusal, type Result } from "./result.ts";
import type { Rule } from "./rule.ts";
import { everyPart } from "./walk.ts";

const CHAMBERS = 64;
const RULES = 256;

const membership: Read<Membership> = tagged<Membership>("by", {
  charter: object({ by: oneOf("charter") }),
  decision: object({ by: oneOf("decision"), class: name }),
  role: object({ by: oneOf("role"), role: name }),
  chambers: object({ by: oneOf("chambers"), of: set(name, 1, CHAMBERS) }),
});
const weights: Read<Weights> = tagged<Weights>("kind", {
  equal: object({ kind: oneOf("equal") }),
  declared: object<Extract<Weights, { kind: "declared" }>>({ kind: oneOf("declared"), cap: fraction }, [
    "cap",
  ]),
  measured: object<Extract<Weights, { kind: "measured" }>>(
    { kind: oneOf("measured"), figure: name, scale: oneOf("linear", "sqrt"), cap: fraction },
    ["cap"],
  ),
});
const pointer: Read<string> = (value, path) =>
  typeof value === "string" && value.length <= 256 && /^(?:\/(?:[^~/]|~[01])+)*$/.test(value)
    ? { ok: true, value }
    : refuse("pointer", "expected a JSON pointer into the constitution, or the empty text", path);

const shape = object<Constitution>({
  format: oneOf("comity/constitution/v1"),
  name: text(200),
  fold: integer(1, 1_000_000),
  chambers: record(object<Chamber>({ name: text(200), membership, weights }), CHAMBERS),
  rules: record(parseRule, RULES),
  amendment: object<Amendment>({
    order: set(name, 1, RULES),
    clauses: list(object<AmendmentClause>({ clause: pointer, by: name }), 1, 1024),
  }),
  parameters: object<Parameters>({
    grace: seconds(0),
    skew: seconds(0),
    gap: seconds(1),
    notice: seconds(0),
    contest: seconds(0),
    cooling: seconds(0),
    lock: seconds(0),
    quarantine: seconds(0),
  }),
});

/** A parsed JSON value as a constitution. Refusals name the place as a JSON pointer. */
export function parseConstitution(json: unknown): Result<Constitution> {
  const read = shape(json, "");
  if (!read.ok) return read;
  const wrong = checkReferences(read.value) ?? checkAmendment(read.value);
  return wrong === null ? read : { ok: false, error: wrong };
}

function checkReferences(constitution: Constitution): Refusal | null {
  for (const [id, chamber] of Object.entries(constitution.chambers)) {
    const wrong = checkMembership(constitution, id, chamber.membership, at("/chambers", id));
    if (wrong !== null) return wrong;
  }
  for (const [id, rule] of Object.entries(constitution.rules)) {
    const wrong = checkRule(constitution, rule, at("/rules", id));
    if (wrong !== null) return wrong;
  }
  return null;
}

function checkMembership(
  { chambers, rules }: Constitution,
  id: string,
  membership: Membership,
  path: string,
): Refusal | null {
  if (membership.by === "decision" && !Object.hasOwn(rules, membership.class)) {
    return unknown("rule", `${path}/membership/class`);
  }
  if (membership.by !== "chambers") return null;
  for (const [i, other] of membership.of.entries()) {
    const field = `${path}/membership/of/${i}`;
    if (!Object.hasOwn(chambers, other)) return unknown("chamber", field);
    if (other === id || chambers[other]?.membership.by === "chambers") {
      const detail = "a chamber made of chambers is made of ones with members of their own";
      return { code: "circular", field, detail };
    }
  }
  return null;
}

function checkRule(constitution: Constitution, rule: Rule, path: string): Refusal | null {
  const { chambers, rules } = constitution;
  const proposer = rule.proposers.findIndex((id) => !Object.hasOwn(chambers, id));
  if (proposer >= 0) return unknown("chamber", `${path}/proposers/${proposer}`);
  const backer = (rule.backing ?? []).findIndex(({ chamber }) => !Object.hasOwn(chambers, chamber));
  if (backer >= 0) return unknown("chamber", `${path}/backing/${backer}/chamber`);
  for (const [i, stage] of rule.stages.entries()) {
    for (const part of everyPart(stage.condition, `${path}/stages/${i}/condition`)) {
      if ("chamber" in part.condition && !Object.hasOwn(chambers, part.condition.chamber)) {
        return unknown("chamber", `${part.path}/chamber`);
      }
    }
  }
  const confirm = rule.emergency?.confirm;
  if (confirm !== undefined) {
    const field = `${path}/emergency/confirm`;
    if (!Object.hasOwn(rules, confirm)) return unknown("rule", field);
    if (rules[confirm]?.emergency !== undefined) {
      return {
        code: "emergency",
        field,
        detail: "confirm by an ordinary class, not by another emergency class",
      };
    }
  }
  for (const [i, level] of (rule.appeal?.levels ?? []).entries()) {
    const field = `${path}/appeal/levels/${i}`;
    if (!Object.hasOwn(chambers, level.body)) return unknown("chamber", `${field}/body`);
    const by = Object.hasOwn(rules, level.class) ? rules[level.class] : undefined;
    if (by === undefined) return unknown("rule", `${field}/class`);
    const alone = Object.keys(by.electorates).every((chamber) => chamber === level.body);
    if (!alone || by.appeal !== undefined || by.emergency !== undefined) {
      const detail =
        "the rule of an appeal counts its body only, has no appeal of its own and is no emergency rule";
      return { code: "appeal-rule", field: `${field}/class`, detail };
    }
  }
  return null;
}

const unknown = (what: string, field: string): Refusal => ({
  code: "unknown-name",
  field,
  detail: `the constitution has no such ${what}: define it, or correct the name`,
});
