/** `POST /api/v1/rules/…`: questions about decision rules, beside the API of a node; their work is done in a thread. */
import { API_BASE, MAX_RULES_BYTES, parseQuery, RULES_PER_MINUTE, RULES_ROUTES } from "@comity/api";
import { sendProblem, type NodePlugin } from "@comity/node";
import { rulesService, type RulesQuestion, type ServiceOptions } from "@comity/rules-lint/service";

export function rulesApi(options: ServiceOptions = {}): NodePlugin {
  return (app) => {
    const service = rulesService(options);
    app.addHook("onClose", () => service.close());
    for (const route of Object.values(RULES_ROUTES)) {
      app.route({
        method: route.method,
        url: API_BASE + route.path,
        bodyLimit: MAX_RULES_BYTES,
        config: { rateLimit: { max: RULES_PER_MINUTE } },
        handler: async (request, reply) => {
          const query = parseQuery(route, request.query as { [name: string]: string });
          if (!query.ok) return sendProblem(reply, query.error);
          const body = (request.body ?? new Uint8Array(0)) as Uint8Array;
          const answer = await service.ask(route.question as RulesQuestion, body);
          return answer.ok ? reply.send(answer.value) : sendProblem(reply, answer.error);
        },
      });
    }
  };
}
