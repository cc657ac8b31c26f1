/** What the API answers, against the schemas that its OpenAPI description gives: closed, so that a field more is found too. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { routePath, ROUTES, type RouteName } from "@comity/api";
import type { Running } from "./running.ts";

type Json = { readonly [key: string]: unknown };
type Asked = { readonly route: RouteName; readonly params: { readonly [name: string]: string | number } };

/** Objects that name their properties have no others. Schemas within `anyOf` and lists likewise. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [
    key,
    key === "enum" || key === "const" ? value : closed(value),
  ]);
  const made = Object.fromEntries(entries) as Json;
  return made["type"] === "object" &&
    made["properties"] !== undefined &&
    made["additionalProperties"] === undefined
    ? { ...made, additionalProperties: false }
    : made;
}

/** What is wrong with the answers to these questions, and which routes were asked. */
export async function wrongAnswers(
  { node }: Running,
  asked: readonly Asked[],
): Promise<{ readonly wrong: readonly string[]; readonly routes: ReadonlySet<RouteName> }> {
  const described = (await (await fetch(`${node.url}/api/v1/openapi.json`)).json()) as {
    components: { schemas: { [name: string]: object } };
  };
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema({ $id: "api", components: closed(described.components) as object });
  const wrong: string[] = [];
  const routes = new Set<RouteName>();
  for (const { params, route } of asked) {
    const path = routePath(route, params);
    const response = await fetch(node.url + path);
    const answer: unknown = await response.json();
    routes.add(route);
    if (!response.ok) {
      wrong.push(`${path}: ${JSON.stringify(answer)}`);
      continue;
    }
    const validate = ajv.getSchema(`api#/components/schemas/${ROUTES[route].answer}`)!;
    if (validate(answer) !== true) {
      for (const { instancePath, message, params: what } of validate.errors ?? [])
        wrong.push(`${path}${instancePath}: ${message} ${JSON.stringify(what)}`);
    }
  }
  return { wrong: [...new Set(wrong)].slice(0, 40), routes };
}
