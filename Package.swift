// swift-tools-version: 6.2
import PackageDescription

// ARCHITECTURE.md holds the table of who may import whom; ArchitectureTests reads both.

let nio = "swift-nio"

// MARK: System libraries, each with the thinnest C shim

let systemTargets: [Target] = [
    // libyaml's event parser, which keeps line and column
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    // ncurses with wide characters
    .systemLibrary(name: "CNcurses", pkgConfig: "ncursesw", providers: [.apt(["libncurses-dev"])]),
    // PostgreSQL's client library
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    // Redis' client library
    .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
    // Regular expressions
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    // Finding a text in many bytes, with vector instructions
    .target(name: "CTextSearch"),
    // Linux calls that Swift's Glibc module does not show (pidfd, subreaper, spawn into a session)
    .target(name: "CLinux"),
]

// MARK: Values and pure logic

let pureTargets: [Target] = [
    // What could be in the standard library: owned tasks, wake-ups, promises, time limits, threads, units, encodings
    .target(name: "Foundations"),
    // A problem with file:line:col, notes and a hint, and how it prints; the shape of errors that users read
    .target(name: "Diagnostics"),
    // Cron lines and time zones: when something happens next
    .target(name: "Schedules"),
    // The typed project: values only
    .target(
        name: "ComposeModel",
        dependencies: [
            "Diagnostics", "Schedules",
            .product(name: "OrderedCollections", package: "swift-collections"),
        ]
    ),
    // YAML text → a tree of nodes that keep their positions
    .target(
        name: "YAMLTree",
        dependencies: [
            "CLibYAML", "Diagnostics", "Foundations",
            .product(name: "OrderedCollections", package: "swift-collections"),
            .product(name: "SystemPackage", package: "swift-system"),
        ]
    ),
    // The tree of a Compose file → Project, or many diagnostics
    .target(
        name: "ComposeLoader",
        dependencies: [
            "YAMLTree", "Diagnostics", "ComposeModel", "Foundations", "Schedules",
            .product(name: "OrderedCollections", package: "swift-collections"),
        ]
    ),
    // Order, cycles, start and stop plan, critical path
    .target(name: "ServiceGraph", dependencies: ["ComposeModel", "Diagnostics"]),
    // Consistent, harmless parts of a database: rules, closure, made-up values, the search for originals
    .target(
        name: "Subset",
        dependencies: [
            "Diagnostics", "Foundations", "YAMLTree",
            .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "OrderedCollections", package: "swift-collections"),
        ]
    ),
    // What a line of a log says, and whether it is one that is looked for
    .target(name: "LogAnalysis", dependencies: ["CPCRE2", "CTextSearch", "Foundations"]),
    // Patterns of .dockerignore
    .target(name: "IgnoreRules"),
    // What a change of files means for services: ignore patterns and watch rules
    .target(name: "WatchRules", dependencies: ["ComposeModel", "IgnoreRules"]),
    // GitHub Actions workflows: what a file says, the project and the reduced workflow that run it here, act's output
    .target(
        name: "Workflows",
        dependencies: [
            "ComposeModel", "Diagnostics", "Foundations", "YAMLTree",
            .product(name: "OrderedCollections", package: "swift-collections"),
        ]
    ),
    // Grafana's dashboards: files, variables, units, and what was found for a panel
    .target(name: "Dashboards", dependencies: ["Foundations"]),
    // Alerts: rules and what they found, silences, notifications
    .target(name: "Alerting"),
    // The platform's environments as environments.yaml describes them
    .target(
        name: "Environments",
        dependencies: [
            "Diagnostics", "Foundations", "YAMLTree",
            .product(name: "OrderedCollections", package: "swift-collections"),
        ]
    ),
    // Messages and the StackControl protocol
    .target(name: "ControlAPI", dependencies: ["ComposeModel", "Diagnostics", "LogAnalysis"]),
]

// MARK: Side effects

let effectTargets: [Target] = [
    // Files and folders of a stack's state, opened without following links
    .target(name: "StateFiles", dependencies: ["Diagnostics", "Foundations"]),
    // Segments on disk, index, query, follow
    .target(
        name: "LogStore",
        dependencies: [
            "Diagnostics", "Foundations", "LogAnalysis", "StateFiles",
            .product(name: "SystemPackage", package: "swift-system"),
        ]
    ),
    // Protocol probes and their pace
    .target(
        name: "Health",
        dependencies: [
            "Foundations", "ComposeModel", "LogAnalysis", "CLibPQ", "CHiredis",
            .product(name: "NIOCore", package: nio),
            .product(name: "NIOPosix", package: nio),
            .product(name: "NIOHTTP1", package: nio),
            .product(name: "GRPCCore", package: "grpc-swift-2"),
            .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
        ]
    ),
    // Changes of files, in batches, by inotify
    .target(name: "FileWatch", dependencies: ["CLinux", "Diagnostics", "Foundations"]),
    // The protocol that a runtime meets, and its events
    .target(
        name: "Runtime",
        dependencies: [
            "ComposeModel", "Diagnostics",
            .product(name: "OrderedCollections", package: "swift-collections"),
        ]
    ),
    // Services as processes of this machine
    .target(
        name: "NativeRuntime",
        dependencies: [
            "CLinux", "Diagnostics", "Foundations", "Runtime", "ComposeModel", "LogStore", "LogAnalysis", "StateFiles",
            .product(name: "OrderedCollections", package: "swift-collections"),
            .product(name: "SystemPackage", package: "swift-system"),
        ]
    ),
    // A client of the Docker Engine's API; knows nothing of Compose
    .target(
        name: "DockerEngine",
        dependencies: [
            "CLinux", "Diagnostics", "Foundations", "IgnoreRules",
            .product(name: "NIOCore", package: nio),
            .product(name: "NIOHTTP1", package: nio),
            .product(name: "NIOPosix", package: nio),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ]
    ),
    // Services as containers of a Docker Engine
    .target(
        name: "DockerRuntime",
        dependencies: [
            "Diagnostics", "Foundations", "DockerEngine", "Runtime", "ComposeModel", "LogStore", "LogAnalysis",
            .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "NIOCore", package: nio),
            .product(name: "NIOPosix", package: nio),
            .product(name: "OrderedCollections", package: "swift-collections"),
            .product(name: "SystemPackage", package: "swift-system"),
        ]
    ),
    // Prometheus and Alertmanager, asked
    .target(
        name: "Monitoring",
        dependencies: [
            "Alerting", "Dashboards", "Diagnostics", "Foundations",
            .product(name: "NIOCore", package: nio),
            .product(name: "NIOHTTP1", package: nio),
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
        ]
    ),
    // Seed data: manifest, one loader per store, template, reset, drift, snapshots
    .target(
        name: "Seeding",
        dependencies: [
            "Foundations", "YAMLTree", "ComposeModel", "ControlAPI", "Diagnostics", "CLibPQ", "CHiredis", "CLinux",
            "Subset",
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "GRPCCore", package: "grpc-swift-2"),
            .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
            .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
            .product(name: "NIOCore", package: nio),
            .product(name: "NIOPosix", package: nio),
            .product(name: "NIOHTTP1", package: nio),
            .product(name: "OrderedCollections", package: "swift-collections"),
            .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            .product(name: "SystemPackage", package: "swift-system"),
        ],
        // What Temporal.pb.swift is generated from
        exclude: ["Temporal/Protocol"]
    ),
    // Environments, asked: health, version, certificate, database, and the history of their commits
    .target(
        name: "EnvironmentChecks",
        dependencies: [
            "Environments", "Foundations", "Seeding",
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOCore", package: nio),
            .product(name: "NIOHTTP1", package: nio),
            .product(name: "NIOPosix", package: nio),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "NIOTLS", package: nio),
        ]
    ),
    // The state machines of a service and of the stack (pure), and the actor that runs them
    .target(
        name: "Supervision",
        dependencies: [
            "Foundations", "ServiceGraph", "Runtime", "Health", "LogStore", "ComposeModel", "Diagnostics",
            .product(name: "OrderedCollections", package: "swift-collections"),
        ]
    ),
]

// MARK: Control socket, terminal, commands

let frontTargets: [Target] = [
    // What implements StackControl: the supervisor, its logs, figures and seed data, as the API's messages
    .target(
        name: "StackService",
        dependencies: [
            "Diagnostics", "Foundations", "ControlAPI", "Supervision", "Seeding", "LogStore", "LogAnalysis", "Health",
            "Runtime", "ServiceGraph", "ComposeModel", "Schedules", "StateFiles",
            .product(name: "OrderedCollections", package: "swift-collections"),
        ]
    ),
    // The supervisor's end of the socket
    .target(
        name: "ControlServer",
        dependencies: [
            "Foundations", "ControlAPI", "LogAnalysis",
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "NIOCore", package: nio),
            .product(name: "NIOPosix", package: nio),
            .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            .product(name: "Logging", package: "swift-log"),
        ]
    ),
    // The caller's end of the socket
    .target(
        name: "ControlClient",
        dependencies: [
            "Foundations", "ControlAPI", "LogAnalysis",
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOCore", package: nio),
            .product(name: "NIOHTTP1", package: nio),
        ]
    ),
    // Model, update, view → Frame of cells; no terminal
    .target(
        name: "TerminalUI",
        dependencies: [
            "Alerting", "ControlAPI", "Dashboards", "Foundations", "LogAnalysis",
            .product(name: "DequeModule", package: "swift-collections"),
        ]
    ),
    // The only one that sees curses
    .target(name: "CursesScreen", dependencies: ["CNcurses", "Foundations", "TerminalUI"]),
    // The supervisor as a process: what it is composed of, its lock and guardian, its orderly end; where a project is
    .target(
        name: "StackHost",
        dependencies: [
            "Diagnostics", "ComposeModel", "ComposeLoader", "ServiceGraph", "LogStore", "Health", "Runtime", "Subset",
            "NativeRuntime", "DockerEngine", "DockerRuntime", "Supervision", "Seeding", "ControlAPI", "ControlServer",
            "ControlClient", "StackService", "CLinux", "Foundations", "LogAnalysis", "YAMLTree", "StateFiles",
            "Alerting", "Dashboards", "Schedules",
            .product(name: "Logging", package: "swift-log"),
            .product(name: "OrderedCollections", package: "swift-collections"),
        ]
    ),
    // The subcommands; the only one that sees ArgumentParser
    .target(
        name: "Commands",
        dependencies: [
            "Workflows",
            "StackHost", "Diagnostics", "ComposeModel", "ComposeLoader", "ServiceGraph", "Runtime", "NativeRuntime",
            "Subset", "DockerEngine", "ControlAPI", "ControlClient", "TerminalUI", "CursesScreen", "FileWatch",
            "WatchRules", "CLinux", "Foundations", "LogAnalysis", "YAMLTree", "StateFiles", "Monitoring", "Dashboards",
            "Alerting", "Environments", "EnvironmentChecks",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "OrderedCollections", package: "swift-collections"),
            .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        ]
    ),
    // main alone
    .executableTarget(name: "cpadev", dependencies: ["Commands"]),
    // The bundled demo backend and frontend
    .executableTarget(
        name: "cpa-demo",
        dependencies: [
            "Foundations", "Health", "ComposeModel", "CLibPQ",
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOCore", package: nio),
            .product(name: "NIOPosix", package: nio),
            .product(name: "NIOHTTP1", package: nio),
        ]
    ),
]

// MARK: Tests

let testTargets: [Target] = [
    // What tests of several modules need: golden files, seeded numbers, a manual clock, waiting; only they depend on it
    .target(name: "TestSupport", dependencies: ["ControlAPI"], path: "Tests/TestSupport"),
    // The engine's client against a scripted engine that errs, and against a real one
    .testTarget(
        name: "DockerEngineTests",
        dependencies: [
            "DockerEngine", "TestSupport",
            .product(name: "NIOCore", package: nio),
            .product(name: "NIOPosix", package: nio),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ]
    ),
    // What containers are made of and what their events mean, and both on a real engine
    .testTarget(
        name: "DockerRuntimeTests",
        dependencies: [
            "DockerRuntime", "DockerEngine", "Runtime", "ComposeModel", "LogStore", "LogAnalysis", "TestSupport",
            .product(name: "NIOCore", package: nio),
            .product(name: "NIOPosix", package: nio),
            .product(name: "OrderedCollections", package: "swift-collections"),
            .product(name: "SystemPackage", package: "swift-system"),
        ]
    ),
    // Tasks, limits, units and encodings, each by itself
    .testTarget(name: "FoundationsTests", dependencies: ["Foundations"]),
    // The imports against ARCHITECTURE.md
    .testTarget(name: "ArchitectureTests"),
    // environments.yaml, what is wrong with it, and addresses
    .testTarget(name: "EnvironmentsTests", dependencies: ["Environments", "Diagnostics", "TestSupport"]),
    // What servers say, how git counts, names in certificates
    .testTarget(
        name: "EnvironmentChecksTests",
        dependencies: [
            "EnvironmentChecks", "Environments",
            .product(name: "NIOHTTP1", package: nio),
        ]
    ),
    // Order, nearest names, how they print
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    // The loader in memory, on disk, and by fuzz
    .testTarget(
        name: "ComposeLoaderTests",
        dependencies: [
            "ComposeLoader", "ComposeModel", "Diagnostics", "Schedules", "YAMLTree", "TestSupport",
            .product(name: "OrderedCollections", package: "swift-collections"),
        ],
        exclude: ["Fidelity", "Specification"]
    ),
    // Order, cycles, critical path, drawings
    .testTarget(name: "ServiceGraphTests", dependencies: ["ServiceGraph", "ComposeModel", "Diagnostics"]),
    // What lines are understood to say
    .testTarget(name: "LogAnalysisTests", dependencies: ["LogAnalysis", "CTextSearch"]),
    // Bytes in, bytes out, through kills and full disks
    .testTarget(
        name: "LogStoreTests",
        dependencies: [
            "Foundations", "LogStore", "LogAnalysis", "TestSupport",
            .product(name: "SystemPackage", package: "swift-system"),
        ]
    ),
    // Keys, layout, golden screens
    .testTarget(
        name: "TerminalUITests",
        dependencies: ["TerminalUI", "Alerting", "ControlAPI", "Dashboards", "LogAnalysis", "TestSupport"],
        exclude: ["Golden", "GoldenDashboards"]
    ),
    // Rules, closure, made-up values, and the search for originals
    .testTarget(name: "SubsetTests", dependencies: ["Subset", "Diagnostics", "Foundations"]),
    // Grafana's files, variables and units
    .testTarget(name: "DashboardsTests", dependencies: ["Dashboards"]),
    // Lengths and matchers of silences, and what a report says of an alert
    .testTarget(name: "AlertingTests", dependencies: ["Alerting"]),
    // Clients of Prometheus, Alertmanager and the receivers' stand-in, and dashboards on a screen, against answers of
    // real servers and servers that err
    .testTarget(
        name: "MonitoringTests",
        dependencies: [
            "Alerting", "Monitoring", "Dashboards", "TerminalUI", "TestSupport",
            .product(name: "NIOCore", package: nio),
            .product(name: "NIOHTTP1", package: nio),
            .product(name: "NIOPosix", package: nio),
        ],
        exclude: ["Recorded"]
    ),
    // What curses is told, as far as no terminal is needed
    .testTarget(name: "CursesScreenTests", dependencies: ["CursesScreen", "TerminalUI"]),
    // Probes against scripted, faulty and real servers
    .testTarget(
        name: "HealthTests",
        dependencies: [
            "Health", "ComposeModel", "TestSupport",
            .product(name: "NIOCore", package: nio),
            .product(name: "NIOPosix", package: nio),
            .product(name: "GRPCCore", package: "grpc-swift-2"),
            .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
        ]
    ),
    // The built program on real stacks, with nothing of its modules
    .testTarget(name: "StackTests", dependencies: ["CLinux", "TestSupport"], exclude: ["Platform"]),
    // Cron lines, and clocks that are set forward and back
    .testTarget(name: "SchedulesTests", dependencies: ["Schedules"]),
    // The semantics of .dockerignore
    .testTarget(name: "IgnoreRulesTests", dependencies: ["IgnoreRules"]),
    // What rules make of changes
    .testTarget(name: "WatchRulesTests", dependencies: ["WatchRules", "ComposeModel"]),
    // Workflow files, what is made of them, and what act prints, without act
    .testTarget(name: "WorkflowsTests", dependencies: ["Workflows", "ComposeModel", "Diagnostics", "YAMLTree"]),
    // Real files under a real inotify
    .testTarget(name: "FileWatchTests", dependencies: ["FileWatch", "CLinux"]),
    // Address rewriting and signal names
    .testTarget(
        name: "RuntimeTests",
        dependencies: [
            "Runtime", "ComposeModel",
            .product(name: "OrderedCollections", package: "swift-collections"),
        ]
    ),
    // Real files, links and modes
    .testTarget(name: "StateFilesTests", dependencies: ["StateFiles"]),
    // Real processes and real files
    .testTarget(
        name: "NativeRuntimeTests",
        dependencies: [
            "NativeRuntime", "Runtime", "LogStore", "LogAnalysis", "ComposeModel", "CLinux", "StateFiles",
            "TestSupport",
            .product(name: "OrderedCollections", package: "swift-collections"),
            .product(name: "SystemPackage", package: "swift-system"),
        ]
    ),
    // The messages, and both ends of the socket over a fake stack and over the real supervisor
    .testTarget(
        name: "ControlTests",
        dependencies: [
            "ControlAPI", "ControlServer", "ControlClient", "StackService", "Supervision", "Health", "LogStore",
            "LogAnalysis", "ComposeModel", "Schedules", "StateFiles", "TestSupport",
            .product(name: "OrderedCollections", package: "swift-collections"),
            .product(name: "SystemPackage", package: "swift-system"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOCore", package: nio),
            .product(name: "NIOHTTP1", package: nio),
            .product(name: "NIOPosix", package: nio),
        ]
    ),
    // Where a project and its state are, and how long an end may take
    .testTarget(
        name: "StackHostTests",
        dependencies: [
            "StackHost", "ComposeModel", "ControlAPI", "ControlClient", "Dashboards", "Diagnostics", "YAMLTree",
            .product(name: "OrderedCollections", package: "swift-collections"),
        ]
    ),
    // What the commands decide and print, without running them
    .testTarget(
        name: "CommandsTests",
        dependencies: [
            "Commands", "StackHost", "ComposeLoader", "ComposeModel", "ControlAPI", "LogAnalysis", "TerminalUI",
            "Alerting", "Diagnostics", "Environments", "YAMLTree", "TestSupport",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "OrderedCollections", package: "swift-collections"),
        ],
        exclude: ["Golden"]
    ),
    // What the demo decides and writes, without its stores, and its limits with a real Redis
    .testTarget(
        name: "CPADemoTests",
        dependencies: [
            "cpa-demo", "Foundations", "TestSupport",
            .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOCore", package: nio),
        ]
    ),
    // Seed data against scripted and real stores
    .testTarget(
        name: "SeedingTests",
        dependencies: [
            "Foundations", "Seeding", "ComposeModel", "ControlAPI", "Diagnostics", "TestSupport",
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            .product(name: "SystemPackage", package: "swift-system"),
        ]
    ),
    // The state machine, and the supervisor over a fake runtime and a manual clock
    .testTarget(
        name: "SupervisionTests",
        dependencies: [
            "Supervision", "Runtime", "Health", "LogStore", "ServiceGraph", "ComposeModel", "Diagnostics",
            "TestSupport",
            .product(name: "OrderedCollections", package: "swift-collections"),
            .product(name: "SystemPackage", package: "swift-system"),
        ]
    ),
]

let package = Package(
    name: "cpadev",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "cpadev", targets: ["cpadev"]),
        .executable(name: "cpa-demo", targets: ["cpa-demo"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: systemTargets + pureTargets + effectTargets + frontTargets + testTargets
)

// One place for the settings of every Swift target.
for target in package.targets where target.type != .system && !["CLinux", "CTextSearch"].contains(target.name) {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .treatAllWarnings(as: .error),
    ]
}
