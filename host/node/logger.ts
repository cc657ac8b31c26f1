/** The node's log: JSON lines on standard error (pino). No request bodies, no addresses of readers. */
import type { FastifyBaseLogger } from "fastify";
import { destination, pino } from "pino";

export const createLogger = (level: "debug" | "info" | "warn" | "error" = "info"): FastifyBaseLogger =>
  pino({ level, base: null }, destination(2));
