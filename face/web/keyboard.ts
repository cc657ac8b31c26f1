/** Links, the search form, the theme button and keys, for the whole document. */
import { match } from "./routes.ts";

/** Calls `go` with the path for what can be shown without loading a document. */
export function listen(go: (path: string) => void): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("#theme") !== null) return switchTheme();
    if (target.closest("#keys") !== null) return showKeys();
    const link = target.closest("a");
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (
      link === null ||
      !plain ||
      event.defaultPrevented ||
      link.origin !== location.origin ||
      link.download !== ""
    )
      return;
    if (link.hash !== "" || match(link.pathname + link.search) === undefined) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented) return;
    if (form.getAttribute("role") !== "search") {
      const asked = new URL(form.action);
      if (form.method !== "get" || match(asked.pathname) === undefined) return;
      event.preventDefault();
      for (const [name, value] of new FormData(form)) {
        if (typeof value === "string") asked.searchParams.set(name, value);
      }
      go(asked.pathname + asked.search);
      return;
    }
    event.preventDefault();
    const q = String((new FormData(form).get("q") as string | null) ?? "").trim();
    if (q !== "") go(`/search?q=${encodeURIComponent(q)}`);
  });
  document.addEventListener("keydown", (event) => {
    const typing = (event.target as Element).closest("input, textarea, select") !== null;
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      const box = document.getElementById("q") as HTMLInputElement | null;
      box?.focus();
      box?.select();
    } else if (event.key === "?") showKeys();
  });
}

function switchTheme(): void {
  const root = document.documentElement;
  const dark =
    root.dataset["theme"] ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const next = dark === "dark" ? "light" : "dark";
  root.dataset["theme"] = next;
  try {
    localStorage.setItem("theme", next);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  dispatchEvent(new Event("themechange"));
}

const showKeys = (): void => void import("./keys-dialog.ts").then((module) => module.showKeys());
