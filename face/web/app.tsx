/** The frame of every page: search, navigation, notices, the page itself or its error, and where its facts stand. */
import type { Client } from "@comity/api";
import type { VNode } from "preact";
import { toPage, withQuery } from "./links.ts";
import { say } from "./messages.ts";
import type { AnyPage, Shown } from "./page.ts";
import { Failure } from "./parts/failure.tsx";
import { Time } from "./parts/time.tsx";
import { match } from "./routes.ts";

type Props = {
  readonly shown: Shown;
  readonly module: AnyPage | undefined;
  readonly api: Client;
  readonly busy: boolean;
};

export function App({ shown, module, api, busy }: Props): VNode {
  const context = match(shown.path)?.context;
  const View = module?.View;
  const { status } = shown;
  return (
    <>
      <a class="skip" href="#main">
        {say.skip}
      </a>
      <header class="top">
        <div class="bar">
          <a class="brand" href="/">
            {say.product} {status === undefined ? null : <span class="origin">{status.origin}</span>}
          </a>
          <SearchBox q={context?.query.get("q") ?? ""} />
          <button type="button" class="quiet needs-script" id="keys" aria-label={say.keys} title={say.keys}>
            ?
          </button>
          <button
            type="button"
            class="quiet needs-script"
            id="theme"
            aria-label={say.theme}
            title={say.theme}
          >
            ◐
          </button>
        </div>
        <div class="under">
          <Navigation path={shown.path} />
          {context === undefined || !TIMED.includes(shown.page) || shown.data === undefined ? null : (
            <AsOf key={shown.path} path={shown.path} at={context.at} size={status?.size} />
          )}
        </div>
        <div class={busy ? "progress on" : "progress"} role="status">
          {busy ? <span class="hidden">{say.loading}</span> : null}
        </div>
      </header>
      <main id="main" tabIndex={-1} aria-busy={busy}>
        {status?.demonstration === true ? (
          <p class="notice">
            {say.demonstration} {status.clock === undefined ? null : say.clock(status.clock)}
          </p>
        ) : null}
        {context?.at === undefined || !TIMED.includes(shown.page) ? null : (
          <p class="notice">
            {say.earlier(context.at)} <a href={withQuery(shown.path, "at", undefined)}>{say.newest}</a>
          </p>
        )}
        {shown.problem !== undefined || View === undefined || context === undefined ? (
          <Failure problem={shown.problem} path={shown.path} />
        ) : (
          <View key={shown.path} data={shown.data} context={context} api={api} status={status} />
        )}
      </main>
      <Foot shown={shown} api={api} />
    </>
  );
}

/** Asks the same page again for an earlier state. Its other parameters stay, but not the place in a list. */
function AsOf({ path, at, size }: AsOfProps): VNode {
  const url = new URL(path, "http://page.invalid");
  const kept = [...url.searchParams].filter(([name]) => name !== "at" && name !== "after");
  return (
    <form class="as-of" action={url.pathname} method="get">
      {kept.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <label for="at">{say.asOf}</label>
      <input
        id="at"
        name="at"
        type="number"
        min={1}
        max={size}
        required
        defaultValue={String(at ?? size ?? "")}
      />
      <button type="submit">{say.show}</button>
    </form>
  );
}

const SearchBox = ({ q }: { readonly q: string }): VNode => (
  <form role="search" action="/search" method="get">
    <label class="hidden" for="q">
      {say.searchHint}
    </label>
    <input
      id="q"
      name="q"
      type="search"
      placeholder={say.searchHint}
      defaultValue={q}
      maxLength={256}
      autocomplete="off"
      spellcheck={false}
      enterkeyhint="search"
    />
    <button type="submit">{say.search}</button>
  </form>
);

const LINKS = [
  ["/parties", say.nav.parties],
  ["/decisions", say.nav.decisions],
  ["/entries", say.nav.log],
  ["/constitution", say.nav.constitution],
  ["/networks", say.nav.networks],
  ["/catalogue", say.nav.catalogue],
  ["/rules", say.nav.rules],
  ["/newip", say.nav.newip],
  ["/verify", say.nav.verify],
] as const;

const Navigation = ({ path }: { readonly path: string }): VNode => (
  <nav aria-label={say.nav.label}>
    {LINKS.map(([href, text]) => (
      <a
        key={href}
        href={href}
        {...(path === href || path.startsWith(`${href}/`) || path.startsWith(`${href}?`)
          ? { "aria-current": path === href ? "page" : "true" }
          : {})}
      >
        {text}
      </a>
    ))}
  </nav>
);

/** Pages whose answers can be had for an earlier state. */
const TIMED: readonly string[] = [
  "resource",
  "party",
  "parties",
  "decision",
  "decisions",
  "route",
  "network",
  "networks",
];

type AsOfProps = {
  readonly path: string;
  readonly at: number | undefined;
  readonly size: number | undefined;
};
type WithAsOf = { readonly asOf?: { readonly size: number; readonly height: number; readonly time: number } };

function Foot({ shown, api }: { readonly shown: Shown; readonly api: Client }): VNode {
  const asOf = (shown.data as WithAsOf | undefined)?.asOf ?? shown.status;
  const timed = shown.data !== undefined && TIMED.includes(shown.page);
  return (
    <footer>
      {asOf === undefined ? null : (
        <p>
          {say.foot.facts(asOf.size, asOf.height)}, <Time at={asOf.time} />
          {timed ? (
            <>
              {" · "}
              <a href={withQuery(toPage(shown.path), "at", asOf.size)}>{say.foot.link}</a>
            </>
          ) : null}
        </p>
      )}
      <p class="links">
        <a href={api.url("openapi")}>{say.foot.api}</a>
        <a href={api.url("key")}>{say.foot.key}</a>
        <a href={api.url("export", { format: "csv" })}>{say.foot.csv}</a>
      </p>
    </footer>
  );
}
