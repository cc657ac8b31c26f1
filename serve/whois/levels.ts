/** One level (`-m`) or all (`-M`) of what lies inside a prefix. */
import { covers, type Key } from "@comity/resources";

/** `inside` in order of address, wider before longer. */
export function* levels<T extends { readonly key: Key }>(
  inside: Iterable<T>,
  wanted: "m" | "M",
): Generator<T, void, void> {
  let top: Key | undefined;
  for (const item of inside) {
    if (wanted === "m" && top !== undefined && top.bits < item.key.bits && covers(top, item.key)) continue;
    top = item.key;
    yield item;
  }
}
