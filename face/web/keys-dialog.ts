/** The list of keys, fetched when it is asked for. */
import { sayHelp } from "./messages/help.ts";

export function showKeys(): void {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "keys-title");
  const title = document.createElement("h2");
  title.id = "keys-title";
  title.textContent = sayHelp.title;
  const list = document.createElement("dl");
  list.className = "facts";
  for (const [key, what] of sayHelp.list) {
    const row = document.createElement("div");
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    const kbd = document.createElement("kbd");
    kbd.textContent = key;
    term.append(kbd);
    value.textContent = what;
    row.append(term, value);
    list.append(row);
  }
  const close = document.createElement("button");
  close.textContent = sayHelp.close;
  close.addEventListener("click", () => dialog.close());
  dialog.append(title, list, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
