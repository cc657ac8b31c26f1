/** Asks a server and holds every answer against all checks and its schema. */
import { Ajv } from "ajv";
import formats from "ajv-formats";
import type { FastifyInstance } from "fastify";
import { expect } from "vitest";
import { checkBody, checkHeaders } from "./checks.ts";
import { SCHEMAS } from "./schemas.ts";

const ajv = (formats as unknown as (ajv: Ajv) => Ajv)(new Ajv({ strict: false, allErrors: true }));
const validators = Object.fromEntries(
  Object.entries(SCHEMAS).map(([name, schema]) => [name, ajv.compile(schema)]),
);

// oxlint-disable-next-line typescript/no-explicit-any -- JSON that the schema has checked
export type Body = any;
export type Get = (
  path: string,
  schema: keyof typeof SCHEMAS,
  status?: number,
  accept?: string,
) => Promise<Body>;

/** What is wrong with a body: failed checks and its schema's errors. */
export function faultsOf(body: Body, schema: keyof typeof SCHEMAS): unknown[] {
  const valid = validators[schema]!;
  return [...checkBody(body), ...(valid(body) ? [] : [valid.errors])];
}

export const getFrom =
  (app: () => FastifyInstance): Get =>
  async (path, schema, status = 200, accept = "*/*") => {
    const ask = { url: `/rdap/${path}`, headers: { accept } };
    let answer = await app().inject(ask);
    for (let i = 0; i < 50 && answer.statusCode === 503; i++) {
      await new Promise(setImmediate);
      answer = await app().inject(ask);
    }
    expect(answer.statusCode, answer.body).toBe(status);
    const body: Body = answer.json();
    expect(checkHeaders(answer.headers)).toEqual([]);
    expect(faultsOf(body, schema)).toEqual([]);
    return body;
  };
export const titles = (body: Body): string[] => body.remarks.map((r: Body) => r.title);
