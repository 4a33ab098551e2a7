import ComposeLoader
import ComposeModel
import OrderedCollections
import Testing

/// What a resolved file says of values that are zero, and of those that are nothing.
@Suite struct EmptyValueTests {
    /// Keys of a service with a text that looks like a number without being one.
    @Test(
        arguments: [
            "user", "hostname", "domainname", "cpuset", "working_dir", "runtime", "isolation", "cgroup_parent", "ipc",
            "uts", "userns_mode", "pid", "mac_address", "network_mode", "platform", "image",
        ]
    )
    func aTextThatIsZeroIsWritten(_ key: String) throws {
        for text in ["0", "0s"] {
            let base = key == "image" ? "services:\n  a:\n    image: '\(text)'\n" : oneService("\(key): '\(text)'")
            try expect(base, "\(key): \"\(text)\"")
        }
    }

    @Test(
        arguments: [
            ("post_start: [{command: [a], user: '0', working_dir: '0'}]", "user: \"0\""),
            ("pre_start: [{command: [a], user: '0'}]", "user: \"0\""),
            ("secrets: [{source: s, uid: '0', gid: '0'}]", "gid: \"0\""),
            ("build: {context: ., target: '0', network: '0'}", "target: \"0\""),
            ("logging: {driver: '0'}", "driver: \"0\""), ("deploy: {mode: '0'}", "mode: \"0\""),
            ("ports: [{target: 80, name: '0', published: '0'}]", "name: \"0\""),
            ("volumes: [{type: volume, target: /d, volume: {subpath: '0'}}]", "subpath: \"0\""),
            ("networks: {n: {interface_name: '0'}}", "interface_name: \"0\""),
            ("develop: {watch: [{path: p, action: sync, target: '0'}]}", "target: \"0\""),
            ("user: a", "content: \"0\""), ("ulimits: {core: 0}", "core: 0"),
            ("ulimits: {core: {soft: 0, hard: 0}}", "hard: 0"),
            ("pull_refresh_after: 0s", "pull_refresh_after: \"0s\""),
            ("blkio_config: {device_read_bps: [{path: /d, rate: 0}]}", "rate: \"0\""),
            (
                "volumes: [{type: bind, source: /s, target: /d, bind: {create_host_path: false}}]",
                "create_host_path: false"
            ),
            ("secrets: [{source: s, mode: 0}]", "mode: \"00\""),
            ("secrets: [{source: s, mode: 0440}]", "mode: \"0440\""),
            ("configs: [{source: c, mode: '755'}]", "mode: \"0755\""), ("gpus: [{count: '2'}]", "count: 2"),
            ("label_file: [l]", "/home/app/l"), ("scale: 0", "scale: 0"),
        ]
    )
    func whatDiffersFromNothingIsWritten(_ keys: String, _ expected: String) throws {
        try expect(oneService(keys, more: Self.top), expected)
    }

    @Test(
        arguments: [
            "mem_limit: 0", "cpus: 0", "cpu_shares: 0", "pids_limit: 0", "privileged: false", "shm_size: '0'",
            "tty: false",
            "deploy: {update_config: {delay: 0s}}", "healthcheck: {disable: false}",
            "volumes: [{type: bind, source: /s, target: /d, bind: {create_host_path: true}}]",
            "volumes: ['/s:/d']",
        ]
    )
    func whatIsNothingIsLeftOut(_ keys: String) throws {
        let yaml = try Loading(oneService(keys)).load().yaml()
        for word in [
            "mem_limit", "cpus", "shares", "pids", "privileged", "shm", "tty", "delay", "disable", "host_path",
        ] {
            #expect(!yaml.contains(word), "\(yaml)")
        }
    }

    /// docker compose leaves out what is 0 where it prints limits as JSON.
    @Test func aLimitThatIsLeftOutIsZero() throws {
        let limits = try Loading(oneService("ulimits: {core: {}, nofile: {hard: 5}}")).service().ulimits
        #expect(limits == ["core": Ulimit(soft: 0, hard: 0), "nofile": Ulimit(soft: 0, hard: 5)])
    }

    @Test func composesOwnSpellingsAreRead() throws {
        let keys = """
            blkio_config: {device_read_bps: [{Path: /d, Rate: "5"}], weight_device: [{Path: /e, Weight: 3}]}
            develop: {watch: [{path: p, action: sync, target: /t, x-initialSync: true}]}
            """
        let service = try Loading(oneService(keys)).service()
        #expect(service.container.limits.blockIO?.readBytes == [BlockIO.Rate(path: "/d", rate: 5)])
        #expect(service.container.limits.blockIO?.deviceWeights == [BlockIO.Weight(path: "/e", weight: 3)])
        #expect(service.watch.first?.syncsAtStart == true)
    }

    @Test func theFormerDevelopComesBeforeTheCurrentOne() throws {
        let keys =
            "develop: {watch: [{path: new, action: rebuild}]}\nx-develop: {watch: [{path: old, action: restart}]}"
        let watch = try Loading(oneService(keys)).service().watch
        #expect(
            watch == [
                WatchRule(action: .restart, path: "/home/app/old"), .init(action: .rebuild, path: "/home/app/new"),
            ]
        )
        #expect(Loading(oneService("x-develop: {wach: []}")).problems() == ["4:17 unknown-key"])
    }

    @Test func anEmptyStopSignalIsTheImagesOwn() throws {
        let loading = Loading(oneService("stop_signal: \"${SIGNAL:-}\""))
        #expect(loading.problems().isEmpty)
        #expect(try loading.service().stopSignal == nil)
        #expect(try !loading.load().yaml().contains("stop_signal"))
    }

    @Test func anEmptyTextOfAPortIsTheDefault() throws {
        let loading = Loading(oneService("ports: [{target: 80, protocol: '', mode: '${MODE:-}'}]"))
        #expect(loading.problems().isEmpty)
        #expect(try loading.service().ports.first?.transport == .tcp)
        let yaml = try loading.load().yaml()
        #expect(!yaml.contains("protocol") && !yaml.contains("mode"), "\(yaml)")
    }

    @Test(
        arguments: [
            ("develop: {watch: [{path: '', action: rebuild}]}", "empty-value"),
            ("develop: {watch: [{path: ., action: sync, target: ''}]}", "empty-value"),
            ("develop: {watch: [{path: p, action: sync+exec, target: /t, exec: {user: u}}]}", "missing-key"),
            ("deploy: {replicas: -1}", "bad-number"),
        ]
    )
    func whatMustSayMoreIsRefused(_ keys: String, _ code: String) {
        let problems = Loading(oneService(keys)).problems()
        #expect(problems.count == 1 && problems[0].hasSuffix(" \(code)"), "\(problems)")
    }

    @Test func anEmptyNameServerIsNone() throws {
        for text in ["''", "\"${DNS:-}\"", "['']", "['', '']"] {
            #expect(try Loading(oneService("dns: \(text)")).service().container.names.servers.isEmpty)
        }
        #expect(try Loading(oneService("dns: ['', 1.1.1.1]")).service().container.names.servers == ["1.1.1.1"])
    }

    private static let top = """
        secrets: {s: {environment: S}}
        configs: {c: {content: "0"}}
        networks: {n: }
        """

    /// The text is in the resolved file, which says the same when it is loaded again.
    private func expect(_ yaml: String, _ expected: String) throws {
        var files = ["compose.yaml": yaml, "l": "a=b"]
        if expected.hasPrefix("content") { files["compose.yaml"] = yaml.replacing("user: a", with: "configs: [c]") }
        let printed = try Loading(files).load().yaml()
        #expect(printed.contains(expected), "\(printed)")
        files["compose.yaml"] = printed
        #expect(try Loading(files).load().yaml() == printed)
    }
}
