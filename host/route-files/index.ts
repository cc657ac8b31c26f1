export { parseVrps, readVrps } from "./read-vrps.ts";
export type { VrpFile, VrpOptions } from "./vrp-collector.ts";
export type { Finding } from "./findings.ts";
export { parseRoutes, readRoutes, readRouteTable } from "./read-routes.ts";
export { routeOrigin, routePrefix } from "./route-sink.ts";
export type { Route, RouteFileReport, RouteSink } from "./route-sink.ts";
export { vrpLinesOf, vrpsOfLines } from "./vrp-lines.ts";
