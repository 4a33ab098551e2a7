/// The shell completion scripts, which only call ``CompletionCommand``.
enum CompletionScript: String, CaseIterable {
    case bash
    case zsh
    case fish

    static let option = "--generate-completion-script"

    /// The script that the arguments request; without a shell name, that of the caller's shell.
    static func asked(by arguments: [String], shell: String?) -> CompletionScript? {
        guard let first = arguments.first else { return nil }
        if first == option {
            let name = arguments.count > 1 ? arguments[1] : shell?.split(separator: "/").last.map(String.init)
            return name.flatMap(CompletionScript.init)
        }
        guard first.hasPrefix(option + "=") else { return nil }
        return CompletionScript(rawValue: String(first.dropFirst(option.count + 1)))
    }

    var text: String {
        switch self {
        case .bash: Self.bashText
        case .zsh: Self.zshText
        case .fish: Self.fishText
        }
    }

    /// The words are split from the line, since bash breaks them at `=` and `:`, and replaces only what follows the
    /// last.
    private static let bashText = #"""
        # bash completion for cpadev
        _cpadev() {
            local typed=${COMP_LINE:0:COMP_POINT} line candidate parted
            local -a words
            read -ra words <<<"$typed"
            [[ $typed != *[[:space:]] ]] || words+=('')
            local current=${words[${#words[@]}-1]}
            parted=${current%"${current##*[=:]}"}
            COMPREPLY=()
            while IFS= read -r line; do
                case $line in
                    :files)
                        compopt -o filenames 2>/dev/null
                        while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done \
                            < <(compgen -f -- "${current##*=}")
                        ;;
                    :folders)
                        compopt -o filenames 2>/dev/null
                        while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done \
                            < <(compgen -d -- "${current##*=}")
                        ;;
                    *)
                        candidate=${line%%$'\t'*}
                        [[ $candidate != *= ]] || compopt -o nospace 2>/dev/null
                        COMPREPLY+=("${candidate#"$parted"}")
                        ;;
                esac
            done < <("${words[0]}" complete -- "${words[@]:1}" 2>/dev/null)
        }
        complete -F _cpadev cpadev

        """#

    private static let zshText = #"""
        #compdef cpadev
        # zsh completion for cpadev
        _cpadev() {
            local line
            local -a described
            while IFS= read -r line; do
                case $line in
                    :files) _files && return ;;
                    :folders) _files -/ && return ;;
                    *$'\t'*) described+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
                    *=) compadd -S '' -- "$line" ;;
                    *) described+=("${line//:/\\:}") ;;
                esac
            done < <("${words[1]}" complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
            _describe -V cpadev described
        }
        if [[ ${funcstack[1]:-} == _cpadev ]]; then _cpadev "$@"; else compdef _cpadev cpadev; fi

        """#

    private static let fishText = #"""
        # fish completion for cpadev
        function __cpadev_complete
            set -l before (commandline -opc)
            set -l current (commandline -ct)
            set -l lines ($before[1] complete -- $before[2..-1] "$current" 2>/dev/null)
            for line in $lines
                switch $line
                    case :files
                        __fish_complete_path "$current"
                    case :folders
                        __fish_complete_directories "$current"
                    case '*'
                        printf '%s\n' $line
                end
            end
        end
        complete -c cpadev -f -a '(__cpadev_complete)'

        """#
}
