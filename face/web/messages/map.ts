/** The texts of the map: part of the catalogue, fetched with the pages that need them. */

export const sayMap = {
  name: "Map of IPv4 address space. Arrow keys move the cursor, plus and minus zoom, Enter opens the block.",
  under: "Under the cursor",
  showing: "Showing",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  list: "The same facts as a list",
  first: "First block",
  last: "Last block",
  blocks: "Blocks",
  what: "What",
  legend: "Legend",
  showMore: "Show more",
  script: "The picture needs JavaScript; the list below holds the same facts.",
  help: "Click to zoom in. Arrows move, + and − zoom, Enter opens.",
  kinds: {
    nobody: "nobody",
    root: "registry's block",
    holding: "claimed holding",
    report: "published record",
    mixed: "several",
    reserved: "set aside",
    disputed: "disputed",
  },
} as const;
