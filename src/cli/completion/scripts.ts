/** The shells that completion is for. */
export const shellNames = ['bash', 'zsh', 'fish'] as const;
export type ShellName = (typeof shellNames)[number];

/**
 * The script of a shell: it hands the words that are typed to `flowlab complete --`, the last one unfinished, and takes
 * a candidate a line, with its description after a tab. Where there is none, the shell completes files.
 */
export const scriptFor = (shell: ShellName): string => SCRIPTS[shell];

const SCRIPTS: Readonly<Record<ShellName, string>> = {
  bash: `_flowlab() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _flowlab flowlab`,
  zsh: `#compdef flowlab
_flowlab() {
  local -a found
  local line
  for line in "\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( \${#found} )); then _describe flowlab found; else _files; fi
}
if [[ $funcstack[1] == _flowlab ]]; then _flowlab "$@"; else compdef _flowlab flowlab; fi`,
  fish: `function __flowlab_candidates
  set -l words (commandline -opc) (commandline -ct)
  $words[1] complete -- $words[2..-1] 2>/dev/null
end
complete -c flowlab -f -n 'test (count (__flowlab_candidates)) -gt 0' -a '(__flowlab_candidates)'`,
};
