/// Decides which variables `cpadev env` may export to a shell, which evaluates them with `eval` or `source`.
enum ExportedVariable {
    /// The reason why a variable is left out.
    enum Refusal: String {
        case invalidName = "not a valid variable name"
        case controlsExecution = "it controls which programs and code run"
        case notAnAddress = "its value does not start with an address"
        case notNamedAsAddress = "not the name of an address; name its service to print it"
        case belongsToTheShell = "it belongs to the shell or the user"
        case notInDotenv = "an env file cannot contain a value with both ' and `"
    }

    /// The reason why a variable must not be exported; nil if it may be.
    static func refusal(ofName name: String) -> Refusal? {
        guard isValid(name) else { return .invalidName }
        // zsh ties `path` to `PATH`, and Windows tools ignore case.
        let name = name.uppercased()
        if shellNames.contains(name) || shellPrefixes.contains(where: name.hasPrefix) { return .belongsToTheShell }
        if runningNames.contains(name) || runningPrefixes.contains(where: name.hasPrefix)
            || runningSuffixes.contains(where: name.hasSuffix)
        {
            return .controlsExecution
        }
        return nil
    }

    /// `[A-Za-z_][A-Za-z0-9_]*`. Source: POSIX.1-2024, Base Definitions, 3.216 Name.
    static func isValid(_ name: String) -> Bool {
        let letters = name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        return letters && name.utf8.first.map { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
    }

    /// Whether a value that contains a service's address starts with one: `host:port`, a URL, or settings such as
    /// `host=127.0.0.1 port=5432`. Paths and command lines do not; a program may run what they name.
    static func isAddress(_ value: String) -> Bool {
        guard !value.contains("/") || value.contains("://") else { return false }
        if value.hasPrefix("[") { return true }
        let name = value.utf8.prefix { byte in
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                || "+.-_".utf8.contains(byte)
        }
        guard let first = name.first, first != UInt8(ascii: "-"), first != UInt8(ascii: ".") else { return false }
        return value.utf8.dropFirst(name.count).first.map { ":=,@".utf8.contains($0) } ?? true
    }

    // MARK: Names that control what runs

    /// Search paths of programs, libraries and modules, and code or commands that run at startup.
    private static let runningNames: Set<String> = [
        "PATH", "CLASSPATH", "GCONV_PATH", "LOCPATH", "NLSPATH", "MANPATH", "MODULEPATH", "LIBPATH", "SHLIB_PATH",
        "NODE_OPTIONS", "NODE_PATH", "NODE_REPL_EXTERNAL_MODULE", "JAVA_HOME", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS",
        "JDK_JAVA_OPTIONS", "GOROOT", "GOPATH", "GOBIN", "GOENV", "GOFLAGS", "GOPROXY", "GOTOOLCHAIN", "GONOSUMDB",
        "GOINSECURE", "RUSTC", "RUSTFLAGS", "RUSTDOC", "MAKE", "MAKEFLAGS", "MAKEFILES", "MFLAGS", "CC", "CXX", "CPP",
        "LD",
        "EDITOR", "VISUAL", "PAGER", "BROWSER", "FCEDIT", "LESS", "LESSOPEN", "LESSCLOSE", "LESSKEY", "LESSKEYIN",
        "MANOPT", "MANROFFOPT", "EXINIT", "VIMINIT", "GVIMINIT", "MYVIMRC", "VIM", "VIMRUNTIME", "INPUTRC",
        "SCREENRC", "CURL_HOME", "WGETRC", "NETRC", "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES", "KUBECONFIG",
        "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "PSQLRC", "PGSYSCONFDIR", "PGSERVICEFILE", "MYSQL_HOME",
        "SQLITE_HISTORY", "TAR_OPTIONS", "GZIP", "RIPGREP_CONFIG_PATH", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY",
        "FTP_PROXY",
        "AR", "AS", "NM", "M4", "YACC", "LEX", "FC", "F77", "RANLIB", "STRIP", "SWIFT_EXEC", "PERLIO", "PYTEST_PLUGINS",
        "R_HOME", "R_PROFILE", "R_ENVIRON", "LUA_INIT", "LUA_PATH", "LUA_CPATH", "TCLLIBPATH",
        "ERL_FLAGS", "ERL_AFLAGS", "ERL_LIBS", "ELIXIR_ERL_OPTIONS", "JULIA_LOAD_PATH", "PHPRC", "PHP_INI_SCAN_DIR",
        "GOAUTH", "MIX_EXS",
        "ACKRC", "CARGO", "CC_FOR_BUILD", "CXX_FOR_BUILD", "CCLD", "COMPOSER", "CONFIG_SITE", "DEBUGGER",
        "DOTNET_ADDITIONAL_DEPS", "DOTNET_SHARED_STORE", "ELECTRON_RUN_AS_NODE", "GCCGO", "GOCACHEPROG", "GOSUMDB",
        "GOVCS", "GRAALVM", "HOSTCC", "HOSTCXX", "HG", "HUSKY", "JAVA", "LDSHARED", "LDCXXSHARED", "LOCALDOMAIN",
        "LYNX_CFG", "M2", "MAILCAPS", "MAILER", "MERCURIAL", "MORE", "NODE_REDIRECT_WARNINGS", "NODE_V8_COVERAGE",
        "OPENER", "PYTHON", "RUSTFMT", "R_PROFILE_USER", "R_ENVIRON_USER", "TASKRC", "TERMCMD", "TERMINAL", "TEXEDIT",
        "TIGRC_USER", "ZSH",
    ]
    private static let runningPrefixes = [
        "LD_", "DYLD_", "PYTHON", "PERL", "RUBY", "GEM_", "BUNDLE_", "GIT_", "SSH_", "SUDO_", "PIP_", "UV_",
        "NPM_CONFIG_",
        "YARN_", "CARGO_", "RUSTUP_", "RUSTC_", "RUSTDOC_", "PYENV_", "RBENV_", "NODENV_", "GOENV_", "JENV_", "NVM_",
        "FNM_",
        "ASDF_", "MISE_", "VOLTA_", "SDKMAN_", "CONDA_", "POETRY_", "PIPENV_", "PNPM_", "BUN_", "DENO_", "COREPACK_",
        "SWIFTLY_", "CMAKE_", "PKG_CONFIG", "PYTEST_", "GRADLE_", "MAVEN_", "M2_", "ANT_", "CCACHE_", "SCCACHE_",
        "VAGRANT_", "TF_CLI_", "HELM_", "ANSIBLE_", "DOCKER_", "COMPOSE_", "CPADEV_", "SYSTEMD_", "GTK_", "QT_", "GST_",
        "GIO_", "MALLOC_",
        "GLIBC_", "DOTNET_ROOT", "DOTNET_STARTUP_HOOKS", "CORECLR_", "COR_PROFILER", "COR_ENABLE", "LUA_INIT_",
        "LUA_PATH_",
        "DEBUGINFOD_",
        "ASPNETCORE_HOSTINGSTARTUP", "BAZELISK_", "BORG_", "CC_X86", "CC_AARCH", "CC_I6", "CC_ARM", "CXX_X86",
        "CXX_AARCH", "CXX_I6", "CXX_ARM", "DIRENV_", "GHC_", "GUILE_", "HOMEBREW_", "JULIA_", "LEFTHOOK", "MVNW_",
        "NIX_", "NNN_", "OCAML", "OPAM", "P4", "PRE_COMMIT", "SBT_", "SVN_",
    ]
    private static let runningSuffixes = [
        "COMMAND", "CMD", "_SHELL", "_RSH", "PAGER", "EDITOR", "BROWSER", "ASKPASS", "_WRAPPER", "_PRELOAD",
        "_PROG", "_PROGRAM", "_BIN", "_OPENER", "MERGE",
        "_PROXY", "_OPTS", "_OPTIONS", "_VIEWER", "_EXECUTABLE", "FLAGS", "_SDK_ROOT", "SDKROOT", "_PROCESS_START",
        "VIRTUAL_ENV",
        // Read as a list of folders, `host:port` or a URL names two that are relative to the working directory.
        "PATH", "PATHS", "DIR", "DIRS", "HOME", "PREFIX", "ALIASES", "BUNDLE", "FILE", "_CONFIG", "_CONF", "_CERTS",
        // Programs that others run.
        "_SSH", "DIFF", "DIFFPROG", "_ARGS",
    ]

    // MARK: Names of the shell

    /// Variables that shells read, evaluate or make read-only, and those that identify the user and the session.
    private static let shellNames: Set<String> = [
        "_", "HOME", "SHELL", "USER", "USERNAME", "LOGNAME", "TERM", "TERMCAP", "TERMINFO", "TERMINFO_DIRS",
        "COLORTERM",
        "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "HOSTNAME", "HOSTTYPE", "MACHTYPE", "OSTYPE", "PWD", "OLDPWD",
        "CDPATH", "FPATH", "FIGNORE", "SHLVL", "UID", "EUID", "GID", "EGID", "PPID", "PIPESTATUS", "GROUPS", "DIRSTACK",
        "ENV", "IFS", "SHELLOPTS", "BASHOPTS", "BASHPID", "GLOBIGNORE", "GLOBSORT", "EXECIGNORE", "PROMPT", "PROMPT2",
        "PROMPT3", "PROMPT4", "PROMPT_COMMAND", "PROMPT_DIRTRIM", "PS0", "PS1", "PS2", "PS3", "PS4", "RPROMPT",
        "RPROMPT2",
        "RPS1", "RPS2", "SPROMPT", "PSVAR", "ZDOTDIR", "NULLCMD", "READNULLCMD", "POSTEDIT", "TIMEFMT", "TIMEFORMAT",
        "WATCH", "WATCHFMT", "LOGCHECK", "MAIL", "MAILCHECK", "MAILPATH", "MODULE_PATH", "OPTARG", "OPTERR", "OPTIND",
        "RANDOM", "SRANDOM", "SECONDS", "EPOCHSECONDS", "EPOCHREALTIME", "LINENO", "LINES", "COLUMNS", "FUNCNEST",
        "FUNCNAME", "FUNCTIONS", "ALIASES", "COMMANDS", "OPTIONS", "PARAMETERS", "TMOUT", "KEYTIMEOUT", "LISTMAX",
        "DIRSTACKSIZE", "SAVEHIST", "BAUD", "ERRNO", "TTYIDLE", "ARGC", "ARGV", "ARGV0", "STATUS", "SIGNALS",
        "REPLY", "MAPFILE", "COPROC", "POSIXLY_CORRECT", "IGNOREEOF", "INSIDE_EMACS", "HOSTFILE", "WORDCHARS", "STTY",
        "CHILD_MAX", "TMPDIR", "TMP", "TEMP", "TMPPREFIX", "KSH_VERSION", "SH_WORD_SPLIT", "MANPAGER",
    ]
    private static let shellPrefixes = [
        "__", "FISH_", "BASH_", "ZSH_", "COMP_", "HIST", "READLINE_", "XDG_", "TMUX", "DBUS_",
    ]
}
