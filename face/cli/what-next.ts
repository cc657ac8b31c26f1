/** What to do about a failure, by its code, where the sentence of the failure does not say it. */
export const NEXT: { readonly [code: string]: string } = {
  "address-unavailable":
    "--host takes an address of this machine: 127.0.0.1 for yourself, 0.0.0.0 for everybody",
  "decision-unknown": "`comity show decisions` lists them with their numbers",
  "disk-full": "free some space and run the same command again: what was acknowledged is kept",
  "entry-unknown": "`comity status` says how many entries the log has; `comity show log` lists the newest",
  "folder-read-only": "name another folder with --folder, or --out for a file",
  "kind-unknown": "`comity act kinds` lists them with their fields",
  "lane-fork":
    "another act has this place in the lane: write yours again, `comity act new` asks for the next one",
  "lane-gap": "acts before this one are missing: submit them first, or write this one again",
  "lock-missing":
    "a restored log goes on with `comity log adopt FOLDER --newest CHECKPOINT`: docs/OPERATE/backup.md",
  "network-unknown": "`comity show networks` lists them",
  "no-node": "give the address of a node itself, like http://localhost:8088, without a path",
  "note-unsigned": "if it is an act: sign it with `comity act sign FILE --key KEY`",
  "party-unknown": "`comity show parties` lists them; `comity search NAME` finds one by its name",
  "port-forbidden": "choose a port from 1024 on with --port",
  "port-taken": "choose another with --port, or 0 for any that is free",
  "resource-text":
    "write an address, a prefix, AS and a number, or a name; decision/66, party/QM, entry/17 for other things",
  "signature-missing": "add the signatures that lack: `comity act sign FILE --key KEY`, then submit it again",
  "signature-unknown": "sign with a key the party has on record: `comity show party/ID` lists them",
  "too-many-requests": "wait a moment and ask again",
  unreachable:
    "start one (`comity start --demo`), or name another with --node URL; `comity config` shows which one is asked",
};
