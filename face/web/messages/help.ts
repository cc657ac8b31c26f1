/** The texts of the list of keys: part of the catalogue, fetched with the pages that need them. */
export const sayHelp = {
  title: "Keys",
  close: "Close",
  list: [
    ["/", "go to the search box"],
    ["?", "this list"],
    ["Esc", "close"],
    ["← ↑ → ↓", "move in the map (with Shift: sixteen cells)"],
    ["+ −", "zoom the map in and out"],
    ["Enter", "open the block under the cursor"],
  ],
} as const;
