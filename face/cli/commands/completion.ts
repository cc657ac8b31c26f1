/** `comity completion`: scripts that ask `comity __complete`, so that proposals come from the parser itself. */
import { answer, type Host } from "../host.ts";

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

export function completion(this: Host, flags: { readonly json: boolean }, shell: keyof typeof SCRIPTS): void {
  const script = SCRIPTS[shell];
  answer(this, flags.json, { schema: "comity/completion/v1", shell, script }, () => script);
}
