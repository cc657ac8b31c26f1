/** Start in the browser: takes over the document the server wrote, then follows links without reloading. */
import { createClient } from "@comity/api";
import { signal } from "@preact/signals";
import { hydrate, type VNode } from "preact";
import { App } from "./app.tsx";
import { listen } from "./keyboard.ts";
import { say } from "./messages.ts";
import type { AnyPage, Shown } from "./page.ts";
import { match } from "./routes.ts";
import { show } from "./show.ts";
import "./style.css";

const api = createClient();
type Now = { readonly shown: Shown; readonly module: AnyPage | undefined };
const busy = signal(false);

async function start(): Promise<void> {
  const shown = JSON.parse(document.getElementById("shown")!.textContent) as Shown;
  const module = await match(shown.path)?.module();
  const now = signal<Now>({ shown, module });
  let latest = 0;

  const go = async (path: string, how: "push" | "keep"): Promise<void> => {
    const turn = ++latest;
    busy.value = true;
    const next = await show(path, api).catch(() => undefined);
    if (turn !== latest) return;
    busy.value = false;
    // A module of a newer release has another name: a full load gets it.
    if (next === undefined) return location.assign(path);
    if (how === "push") history.pushState(null, "", path);
    now.value = next;
    document.title = `${titleOf(next)} · ${say.product}`;
    if (how === "push") {
      scrollTo(0, 0);
      document.getElementById("main")?.focus({ preventScroll: true });
    }
  };

  const Root = (): VNode => <App {...now.value} api={api} busy={busy.value} />;
  document.documentElement.classList.remove("no-script");
  hydrate(<Root />, document.getElementById("app")!);
  listen((path) => void go(path, "push"));
  addEventListener("popstate", () => void go(location.pathname + location.search, "keep"));
}

function titleOf({ shown, module }: Now): string {
  const context = match(shown.path)?.context;
  if (shown.problem !== undefined || module === undefined || context === undefined) return say.error.title;
  return module.title(shown.data, context);
}

void start();
