/** Places of a repository. Only what every relying party takes: plain hosts and paths, no escapes, no dots for folders. */
import { ok, refuse, type Result } from "@comity/canon";

const HOST = "[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?";
const PATH = "(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)";

/** `rsync://host/module/`, with a slash at the end. Code `rpki-uri`. */
export function rsyncBase(text: string, field = "uri"): Result<string> {
  const base = text.endsWith("/") ? text : `${text}/`;
  if (new RegExp(`^rsync://${HOST}/${PATH}+$`).test(base)) return ok(base);
  return refuse("rpki-uri", `"${text}" is not like rsync://rpki.example.net/repo/`, field);
}

/** `https://host/…/notification.xml`. Code `rpki-uri`. */
export function notificationUri(text: string, field = "rrdp"): Result<string> {
  if (new RegExp(`^https://${HOST}/${PATH}*[A-Za-z0-9_-]+\\.xml$`).test(text)) return ok(text);
  return refuse("rpki-uri", `"${text}" is not like https://rpki.example.net/rrdp/notification.xml`, field);
}

/** A party's folder and key file: what RFC 3986 and every file system leave alone. Code `rpki-party`. */
export function partyFolder(name: string, field = "party"): Result<string> {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name) && !RESERVED.includes(name.toLowerCase()))
    return ok(name);
  return refuse(
    "rpki-party",
    `"${name}" cannot name a CA: 1 to 64 letters, digits, dots, - and _, not ${RESERVED.join(" or ")}`,
    field,
  );
}
/** Folders of the repository that are no party's. */
const RESERVED = ["ta", "online"];
