export type * from "./shapes.ts";
export type { Media, Param, Route } from "./route.ts";
export { API_BASE, ROUTES } from "./routes.ts";
export type { RouteName } from "./routes.ts";
