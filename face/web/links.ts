/** Addresses of the explorer's pages. They mirror the paths of the API, so that a URL is a query is an API call. */
const spelled = (text: string): string =>
  encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%3A", ":");

export const toResource = (text: string): string => `/resources/${spelled(text)}`;
export const toParty = (id: string): string => `/parties/${spelled(id)}`;
export const toDecision = (id: string): string => `/decisions/${spelled(id)}`;
export const toNetwork = (id: string, at?: number): string =>
  `/networks/${spelled(id)}${at === undefined ? "" : `?at=${at}`}`;
export const toRoute = (prefix: string, origin: string): string =>
  `/routes/${spelled(prefix)}?origin=${encodeURIComponent(origin)}`;
export const toEntry = (index: number): string => `/entries/${index}`;

/** The page for an `href` of an answer: the same path without the API's base. */
export const toPage = (href: string): string =>
  href.replace(/^\/api\/v1(?=\/)/, "").replace(/^\/log\/(\d+)$/, "/entries/$1");

/** `path` with one query parameter set, or removed. */
export function withQuery(path: string, name: string, value: string | number | undefined): string {
  const url = new URL(path, "http://page.invalid");
  if (value === undefined) url.searchParams.delete(name);
  else url.searchParams.set(name, String(value));
  return url.pathname + url.search;
}
