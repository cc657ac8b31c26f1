import { expect, it } from "vitest";
import { toPage, toResource, withQuery } from "../links.ts";
import { toDocument } from "../parts/document-link.tsx";
import { match } from "../routes.ts";

it("addresses name pages, and hrefs of the API lead to them", () => {
  expect(match("/resources/2001:db8::/32?at=42")).toMatchObject({
    page: "resource",
    context: { name: "2001:db8::/32", at: 42 },
  });
  expect(match(toPage("/api/v1/log/7"))).toMatchObject({ page: "entry", context: { name: "7" } });
  expect(match(toPage("/log/7"))?.page).toBe("entry");
  expect(match(toResource("192.0.2.0/24"))?.context.name).toBe("192.0.2.0/24");
  const hash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  expect(match(toDocument(hash))).toMatchObject({
    page: "document",
    context: { name: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
  });
  expect(match("/search?q=a%26b")?.context.query.get("q")).toBe("a&b");
});

it("nothing else is a page, whatever it holds", () => {
  for (const path of ["/nowhere", "/parties/%ff", "/entries/x", "/log/tile/0"])
    expect(match(path)).toBeUndefined();
  for (const at of ["0", "-1", "1e3", "x"]) expect(match(`/parties?at=${at}`)?.context.at).toBeUndefined();
});

it("one parameter is set or removed, the others stay", () => {
  expect(withQuery("/parties?at=3&after=QM", "after", undefined)).toBe("/parties?at=3");
  expect(withQuery("/parties", "after", "a b")).toBe("/parties?after=a+b");
});
