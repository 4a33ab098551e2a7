/// The script of a step, in an envelope that tells a tool which this machine lacks from a failure.
///
/// A step that fails because of such a tool prints a mark and succeeds, so that the job goes on and checks the rest. The
/// mark begins with the run's secret, which ``mark`` names.
package enum StepScript {
    /// The variable with the secret that begins each mark.
    package static let mark = "CPADEV_MARK"

    /// Wraps a script.
    /// - Parameter shell: the step's `shell`; nil: GitHub's default.
    /// - Returns: a script for Bash; nil if the step's shell is another one, whose script stays as it is.
    static func wrapped(_ script: String, shell: String?) -> String? {
        let command: String
        switch shell {
        // Source: GitHub, Workflow syntax, jobs.<job_id>.steps[*].shell.
        case nil: command = "bash -e"
        case "bash": command = "bash --noprofile --norc -e -o pipefail"
        case "sh": command = "sh -e"
        default: return nil
        }
        return """
            cpadev_step=$(mktemp) cpadev_tools=$(mktemp) CPADEV_ABSENT=$(mktemp)
            export CPADEV_ABSENT
            cat >"$cpadev_tools" <<'CPADEV_END_OF_TOOLS'
            \(tools)
            CPADEV_END_OF_TOOLS
            cat >"$cpadev_step" <<'CPADEV_END_OF_STEP'
            \(script)
            CPADEV_END_OF_STEP
            cpadev_code=0
            BASH_ENV=$cpadev_tools \(command) "$cpadev_step" </dev/null || cpadev_code=$?
            if ((cpadev_code)) && read -r cpadev_seen cpadev_tool <"$CPADEV_ABSENT" && ((cpadev_seen == cpadev_code)); then
                printf 'cpadev-%s unavailable %s\\n' "$\(mark)" "$cpadev_tool"
                cpadev_code=0
            fi
            rm -f "$cpadev_step" "$cpadev_tools" "$CPADEV_ABSENT"
            exit "$cpadev_code"
            """
    }

    /// What Bash loads before a step: each tool notes which tool is absent, with the exit code that follows from it. A
    /// later call of a tool forgets it, since what decides is the last failure.
    private static let tools = #"""
        cpadev_absent() { printf '%s %s\n' "$2" "$1" >"$CPADEV_ABSENT"; }
        command_not_found_handle() {
            printf '%s: command not found\n' "$1" >&2
            cpadev_absent "$1" 127
            return 127
        }
        cargo() {
            : >"$CPADEV_ABSENT"
            local code=0 word
            command cargo "$@" || code=$?
            if ((code == 101)); then
                for word; do [[ $word == [-+]* ]] || break; done
                command cargo --list 2>/dev/null | grep -qE "^ +$word( |\$)" || cpadev_absent "cargo-$word" "$code"
            fi
            return "$code"
        }
        # npm's own log says why it failed, and nothing of what scripts print.
        cpadev_npm() {
            : >"$CPADEV_ABSENT"
            local code=0 logs
            logs=$(mktemp -d)
            npm_config_logs_dir=$logs command "$@" || code=$?
            if ((code)) && grep -qsE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|npx canceled' "$logs"/*; then
                cpadev_absent npm-registry "$code"
            fi
            rm -rf "$logs"
            return "$code"
        }
        npm() { cpadev_npm npm "$@"; }
        npx() { cpadev_npm npx "$@"; }
        docker() {
            : >"$CPADEV_ABSENT"
            local code=0
            command docker "$@" || code=$?
            ((code == 0 || code == 127)) || command docker version >/dev/null 2>&1 || cpadev_absent docker-engine "$code"
            return "$code"
        }
        """#
}
