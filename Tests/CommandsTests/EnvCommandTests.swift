import ComposeModel
import Foundation
import OrderedCollections
import Testing

@testable import Commands

/// What `env` hands to a shell.
@Suite struct EnvCommandTests {
    private static let hostile = [
        "plain", "", "a b", "a'b", "''", "'", "a\"b", "$(touch PWNED)", "`touch PWNED`", "$HOME ${X:-y} $$", "a\nb\n",
        "\\",
        "\\'", "~/x", "=ls", "a=~", "!!", "#x", "x #y", "*", "größe 日本", "\u{1B}]0;x\u{7}", "a;touch PWNED", "-n",
        "\t\r",
        "'$(touch PWNED)'", "e\u{301}'\u{301}", "https://h/?a=1&b=2", "a'$x\"\\",
    ]

    private func run(_ shell: String, _ script: String) throws -> (output: String, files: [String]) {
        let folder = FileManager.default.temporaryDirectory.path + "/env-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(script.utf8).write(to: URL(fileURLWithPath: folder + "/script"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: shell)
        process.arguments = ["script"]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: output, as: UTF8.self), try FileManager.default.contentsOfDirectory(atPath: folder))
    }

    private static let shells = ["/bin/bash", "/bin/dash", "/usr/bin/zsh", "/usr/bin/ksh"].filter {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(arguments: shells) func everyValueIsTheSameInAShellAndRunsNothing(shell: String) throws {
        let variables = Self.hostile.enumerated().map { (key: "V\($0)", value: $1) }
        let (text, refusals) = try EnvCommand.render(variables, .shell)
        #expect(refusals.isEmpty)
        let script = text + variables.map { "printf '%s\\0' \"$\($0.key)\"\n" }.joined()
        let result = try run(shell, script)
        #expect(
            result.output.split(separator: "\0", omittingEmptySubsequences: false).dropLast().map(String.init)
                == Self.hostile
        )
        #expect(result.files == ["script"])
    }

    @Test(arguments: shells) func anEnvFileCanBeSourcedAndRunsNothing(shell: String) throws {
        let variables = Self.hostile.enumerated().map { (key: "V\($0)", value: $1) }
        let (text, refusals) = try EnvCommand.render(variables, .dotenv)
        #expect(refusals.isEmpty)
        let script = text + variables.map { "printf '%s\\0' \"$\($0.key)\"\n" }.joined()
        let result = try run(shell, script)
        #expect(
            result.output.split(separator: "\0", omittingEmptySubsequences: false).dropLast().map(String.init)
                == Self.hostile
        )
        #expect(result.files == ["script"])
    }

    @Test func aValueThatNoEnvFileCanHoldIsLeftOutThereAlone() throws {
        let variables = [(key: "A", value: "'`x`"), (key: "B", value: "1")]
        let dotenv = try EnvCommand.render(variables, .dotenv)
        #expect(dotenv.text == "B=1\n" && dotenv.refusals.map(\.name) == ["A"])
        let shell = try EnvCommand.render(variables, .shell)
        #expect(shell.text == "export A=''\\''`x`'\nexport B=1\n" && shell.refusals.isEmpty)
    }

    @Test(arguments: EnvCommand.Format.allCases) func whatIsNoNameIsLeftOut(format: EnvCommand.Format) throws {
        let names = [
            "A;touch x;B", "X$(touch x)", "C\nD", "E\u{1B}]0;x\u{7}", "", "1A", "a-b", "a b", "ä", "A=B", "A[0]",
        ]
        let (text, refusals) = try EnvCommand.render(names.map { (key: $0, value: "redis:6379") }, format)
        #expect(refusals.map(\.name) == names)
        #expect(refusals.allSatisfy { $0.refusal == .invalidName })
        #expect(!text.contains("redis"))
    }

    @Test(arguments: [
        "PATH", "path", "LD_PRELOAD", "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "BASH_ENV", "ENV", "PS1", "PS4",
        "PROMPT_COMMAND", "IFS", "SHELLOPTS", "BASHOPTS", "GLOBIGNORE", "PYTHONPATH", "PYTHONSTARTUP", "PERL5LIB",
        "PERL5OPT",
        "RUBYOPT", "RUBYLIB", "NODE_OPTIONS", "GIT_SSH_COMMAND", "GIT_EXTERNAL_DIFF", "GIT_PAGER", "EDITOR", "VISUAL",
        "PAGER",
        "BROWSER", "LESSOPEN", "HOME", "SHELL", "TERM", "CDPATH", "MAILPATH", "RANDOM", "ZDOTDIR", "JAVA_TOOL_OPTIONS",
        "DOCKER_HOST", "CPADEV_STATE_DIR", "COMPOSE_FILE", "PSQL_PAGER", "RSYNC_RSH", "SUDO_ASKPASS", "https_proxy",
        "XDG_CONFIG_HOME", "HISTFILE", "BASH_FUNC_x", "INPUTRC", "KUBECONFIG", "MAKEFLAGS", "GCONV_PATH", "MODULE_PATH",
        "COMPILER_PATH", "CPATH", "CFLAGS", "IPYTHONDIR", "CATALINA_HOME", "GCC_EXEC_PREFIX", "HOSTALIASES",
        "REQUESTS_CA_BUNDLE", "GREP_OPTIONS", "VIRTUAL_ENV", "SDKROOT", "RUSTUP_TOOLCHAIN", "PYENV_ROOT", "NVM_DIR",
        "PKG_CONFIG", "SWIFT_EXEC", "CMAKE_TOOLCHAIN_FILE", "AR",
        "ACKRC", "ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", "BORG_PASSCOMMAND", "CARGO", "CCLD", "CC_FOR_BUILD",
        "CC_x86_64_unknown_linux_gnu", "CHROME_BIN", "CONFIG_SITE", "CVSEDITOR", "DEBUGGER", "DIRENV_BASH",
        "DOTNET_ADDITIONAL_DEPS", "ELECTRON_RUN_AS_NODE", "GCCGO", "GOCACHEPROG", "HGEDITOR", "HGMERGE", "HOSTCC",
        "JAVA",
        "JAVACMD", "LDSHARED", "LEFTHOOK_BIN", "LYNX_CFG", "MAILCAPS", "MAILER", "MORE", "MVNW_REPOURL", "NNN_OPENER",
        "NNN_PLUG", "OPENER", "P4EDITOR", "P4MERGE", "P4PAGER", "PINENTRY_PROGRAM", "RSYNC_CONNECT_PROG", "RUSTFMT",
        "R_PROFILE_USER", "SVN_MERGE", "TASKRC", "TERMCMD", "TERMINAL", "TEXEDIT", "TIGRC_USER", "XEDITOR", "ZSH",
        "__fish_x", "JAVA_OPTS", "MAVEN_OPTS", "GRADLE_OPTS", "RUSTC_WRAPPER", "npm_config_script_shell",
        "COMPOSER_HOME",
    ])
    func whatChangesWhatAShellRunsIsLeftOut(name: String) throws {
        let (text, refusals) = try EnvCommand.render([(key: name, value: "/evil:127.0.0.1:6379")], .shell)
        #expect(text.isEmpty)
        #expect(refusals.count == 1 && refusals[0].refusal != .invalidName)
    }

    @Test(arguments: [
        "127.0.0.1:6379", "redis://127.0.0.1:6379/0", "postgres://u:p@127.0.0.1/db", "jdbc:postgresql://127.0.0.1/db",
        "host=127.0.0.1 port=5432", "Server=127.0.0.1;Port=5432", "[::1]:6379", "u@127.0.0.1",
        "127.0.0.1:1,127.0.0.1:2",
        "localhost",
    ])
    func addressesBeginAsSuch(value: String) { #expect(ExportedVariable.isAddress(value)) }

    @Test(arguments: [
        "/evil:127.0.0.1:6379", "./evil/127.0.0.1:6379", "~/x", "bin/evil-127.0.0.1:6379", "touch x; 127.0.0.1:6379",
        "-r./x 127.0.0.1", "$(touch x)", "`x`", "..:127.0.0.1", "", "127.0.0.1:6379/evil", "'x'", "a b=127.0.0.1",
    ])
    func pathsAndCommandsAreNoAddresses(value: String) { #expect(!ExportedVariable.isAddress(value)) }

    // MARK: What is printed if no service is named

    private func variables(_ environment: [String: String], usedBy names: [String] = []) -> (
        printed: [String], leftOut: [String]
    ) {
        var (redis, app) = (Service(name: "redis"), Service(name: "app"))
        redis.ports = [Port(target: 6379, published: 6379)]
        for (name, value) in environment { app.environment[name] = value }
        var project = Project(name: "test", directory: "/project")
        project.services = ["redis": redis, "app": app]
        let (variables, others) = HostEnvironment(project).variables(usedBy: names)
        return (variables.map(\.key), others.map(\.name))
    }

    @Test(arguments: [
        "DATABASE_URL", "database_url", "databaseUrl", "DATABASE_URI", "REDIS_URL_2", "PGHOST", "REDIS_HOST",
        "TEMPORAL_ADDRESS", "ADDRESS_BACKEND", "CLAMD_ADDR", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3",
        "OTEL_EXPORTER_OTLP_ENDPOINT", "KAFKA_BROKERS", "BOOTSTRAP_SERVERS", "ELASTICSEARCH_HOSTS", "MONGO_DSN",
        "DB_CONNECTION_STRING", "ConnectionStrings__Default", "NEXT_PUBLIC_API", "API_BASE", "CELERY_BROKER", "REDIS",
        "DATABASE", "SPRING_DATASOURCE_URL", "AIRFLOW__CORE__SQL_ALCHEMY_CONN", "ZOOKEEPER_CONNECT",
    ])
    func namesOfAddressesArePrinted(name: String) {
        let (printed, leftOut) = variables([name: "redis://redis:6379"])
        #expect(printed == [name] && leftOut.isEmpty)
    }

    @Test(arguments: [
        "RUSTFMT", "JAVACMD", "CONFIG_SITE", "SOME_TOOLS_PROGRAM", "NEXT_TOOL", "LOADER", "HOOK", "PLUGIN", "STARTUP",
        "FORMATTER", "X_HANDLER", "SIGNTOOL", "INTERPRETER", "TOOLCHAIN",
    ])
    func otherNamesAreNot(name: String) {
        let (printed, leftOut) = variables([name: "redis://redis:6379/x"])
        #expect(printed.isEmpty && leftOut == [name])
        #expect(variables([name: "redis:6379"], usedBy: ["app"]).printed == [name])
    }

    @Test func credentialsArePrintedForAServiceThatReachesOthers() {
        let credentials = [
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "PGPASSWORD", "SECRET_KEY_BASE",
            "TEMPORAL_NAMESPACE", "TYPESENSE_API_KEY",
        ]
        let others = ["LOG_LEVEL", "PASSWORD_PROMPT", "SECRET_EDITOR", "TOKENIZER", "TOKEN_HELPER"]
        let environment = Dictionary(uniqueKeysWithValues: (credentials + others).map { ($0, "x") })
        let (printed, _) = variables(environment.merging(["REDIS_URL": "redis://redis:6379"]) { $1 })
        #expect(printed == (credentials + ["REDIS_URL"]).sorted())
        #expect(variables(environment).printed.isEmpty)
    }

    // MARK: Names that may be printed

    @Test(arguments: [
        "DATABASE_URL", "REDIS_URL", "AWS_ENDPOINT_URL", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "TEMPORAL_ADDRESS",
        "TYPESENSE_API_KEY", "PGHOST", "PGPASSWORD", "GOOGLE_APPLICATION_CREDENTIALS", "NODE_ENV", "_X", "x1",
        "LOG_LEVEL", "GHCR_TOKEN", "CC_GATEWAY_URL", "COMPOSER_URL", "HGNC_URL", "AUTO_COMMIT", "MORE_URL",
    ])
    func whatServicesAreReachedByIsPrinted(name: String) throws {
        let (text, refusals) = try EnvCommand.render([(key: name, value: "v")], .shell)
        #expect(text == "export \(name)=v\n" && refusals.isEmpty)
    }
}
