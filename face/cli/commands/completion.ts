/** `comity completion`: scripts that ask `comity __complete`, so that proposals come from the parser itself. */
import type { Host } from "../host.ts";

const SCRIPTS = {
  bash: `_comity() {
  local IFS=$'\\n'
  COMPREPLY=($(comity __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _comity comity
`,
  zsh: `#compdef comity
_comity() {
  local -a found
  found=("\${(@f)$(comity __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  [[ -n "$found" ]] && compadd -- "\${found[@]}" || _files
}
compdef _comity comity
`,
  fish: `function __comity
  comity __complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null
end
complete -c comity -a '(__comity)'
`,
} as const;

export function completion(this: Host, _flags: {}, shell: keyof typeof SCRIPTS): void {
  this.process.stdout.write(SCRIPTS[shell]);
}
